/**
 * What the published API files say about a value, as far as a check needs it: a type's name, a list
 * of allowed values, the shape of a list's entries, an object's keys (`!` marks a required one), or
 * several shapes one of which must fit, or another shape by its name.
 */
export type Shape =
  | "any"
  | "object"
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | { enum: unknown[] }
  | { list: Shape }
  | { keys: Record<string, Shape>; open?: boolean }
  | { nullable: Shape }
  | { one: Shape[] }
  /** A shape kept under a name because it occurs more than once. */
  | { ref: string };

export type Shapes = Record<string, Shape>;

/** One way in which a value and its shape differ. */
export type Mismatch = {
  path: string;
  kind: "type" | "value" | "missing" | "unknown";
  text: string;
};

/**
 * Compares a value with a shape. Null fits wherever a key may be absent: Zoho writes null for an
 * empty value, and the files hardly ever say so.
 */
export function mismatches(shapes: Shapes, shape: Shape, value: unknown, path = "$"): Mismatch[] {
  if (shape === "any") return [];
  if (typeof shape === "string") {
    return isOfType(shape, value) ? [] : [wrongType(path, shape, value)];
  }
  if ("ref" in shape) return mismatches(shapes, named(shapes, shape.ref), value, path);
  if ("nullable" in shape) {
    return value === null ? [] : mismatches(shapes, shape.nullable, value, path);
  }
  if ("one" in shape)
    return closest(shape.one.map((each) => mismatches(shapes, each, value, path)));
  if ("enum" in shape) {
    if (shape.enum.includes(value)) return [];
    return [{ path, kind: "value", text: `${JSON.stringify(value)} is not one of the values` }];
  }
  if ("list" in shape) {
    if (!Array.isArray(value)) return [wrongType(path, "list", value)];
    return value.flatMap((entry, i) => mismatches(shapes, shape.list, entry, `${path}[${i}]`));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [wrongType(path, "object", value)];
  }
  return objectMismatches(shapes, shape, value, path);
}

function named(shapes: Shapes, name: string): Shape {
  const shape = shapes[name];
  if (shape === undefined) throw new Error(`the facts name a shape they do not have: ${name}`);
  return shape;
}

function objectMismatches(
  shapes: Shapes,
  shape: { keys: Record<string, Shape>; open?: boolean },
  value: object,
  path: string,
): Mismatch[] {
  const found: Mismatch[] = [];
  const known = new Set<string>();
  for (const [marked, inner] of Object.entries(shape.keys)) {
    const isRequired = marked.endsWith("!");
    const key = isRequired ? marked.slice(0, -1) : marked;
    known.add(key);
    const at = `${path}.${key}`;
    const entry: unknown = Reflect.get(value, key);
    if (entry === undefined) {
      if (isRequired) found.push({ path: at, kind: "missing", text: "is missing" });
    } else if (entry !== null || isRequired) {
      found.push(...mismatches(shapes, inner, entry, at));
    }
  }
  if (shape.open !== true) {
    for (const key of Object.keys(value)) {
      if (!known.has(key)) {
        found.push({ path: `${path}.${key}`, kind: "unknown", text: "is not described" });
      }
    }
  }
  return found;
}

/** Of several shapes the one that fits best speaks; a key at the top that it does not know counts most. */
function closest(candidates: Mismatch[][]): Mismatch[] {
  const weight = (found: Mismatch[]) =>
    found.reduce((sum, { path, kind }) => {
      const isTop = path.split(".").length === 2;
      return sum + (isTop && kind !== "value" ? 100 : 1);
    }, 0);
  const [first = [], ...others] = candidates;
  return others.reduce((best, each) => (weight(each) < weight(best) ? each : best), first);
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case "integer":
      return Number.isInteger(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}

function wrongType(path: string, wanted: string, value: unknown): Mismatch {
  const got = Array.isArray(value) ? "list" : value === null ? "null" : typeof value;
  return { path, kind: "type", text: `is ${got}, not ${wanted}` };
}
