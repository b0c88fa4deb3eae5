import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/**
 * The width of an element as it was last laid out; 0 before that. An element that is hidden for a
 * moment keeps its width, so that what was drawn for it need not be drawn again.
 */
export function useElementWidth<Kind extends HTMLElement>(): [RefObject<Kind | null>, number] {
  const ref = useRef<Kind>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const measure = () => {
      if (element.clientWidth > 0) setWidth(Math.floor(element.clientWidth));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
