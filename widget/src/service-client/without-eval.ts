import { config } from "zod";

// zod compiles schemas with `new Function` where it may. Under a content security policy even the
// question is reported as a violation, and our replies are small: have it interpret them. Schemas
// decide when they are built, so an entry imports this file before any other.
config({ jitless: true });
