import { createContext } from "react";

/** Whether a cell's row is the grid's tab stop. Links in other rows are skipped by the Tab key. */
export const ActiveRow = createContext(false);
