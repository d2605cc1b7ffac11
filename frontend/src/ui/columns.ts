export interface SortNames {
  asc?: string;
  desc?: string;
}

export function sortNames(sort: string | SortNames | undefined): SortNames {
  return typeof sort === "string" ? { asc: sort, desc: `-${sort}` } : (sort ?? {});
}

/** A column of DataTable. Cells show `text(row)` or the field `key`, unless the slot `cell-<key>` is given. */
export interface Column<Row> {
  key: string;
  title: string;
  text?: (row: Row) => string | number | null | undefined;
  /** The server's sort: `"code"` for `code` and `-code`, or the names of one or both directions. */
  sort?: string | SortNames;
  /** CSS width. */
  width?: string;
  align?: "end" | "center";
  /** The heading is for screen readers only (row actions). */
  hideTitle?: boolean;
  /** Place on the phone's card: its title, a tag at the right, a line (default), or nowhere. */
  phone?: "title" | "tag" | "line" | "hide";
}
