/** A column of DataTable. Cells show `text(row)` or the field `key`, unless the slot `cell-<key>` is given. */
export interface Column<Row> {
  key: string;
  title: string;
  text?: (row: Row) => string | number | null | undefined;
  /** The server's sort name, where it offers one. */
  sort?: string;
  /** CSS width. */
  width?: string;
  align?: "end" | "center";
  /** The heading is for screen readers only (row actions). */
  hideTitle?: boolean;
  /** Place on the phone's card: its title, a tag at the right, a line (default), or nowhere. */
  phone?: "title" | "tag" | "line" | "hide";
}
