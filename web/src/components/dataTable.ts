/** A column of a DataTable. Its cell is the row's field of the same name, or the slot `cell-<key>`. */
export interface Column<Row = unknown> {
  key: string
  title: string
  /** Name for sort=; absent when the list cannot be sorted by it. */
  sort?: string
  numeric?: boolean
  width?: number
  /** Shown only when the person chooses it. */
  optional?: boolean
  text?: (row: Row) => string
}

/** "-created_at" → { key: 'created_at', descending: true } */
export const readSort = (sort: string) => ({ key: sort.replace(/^-/, ''), descending: sort.startsWith('-') })

/** The next sort when a heading is pressed: ascending, descending, ascending … */
export const nextSort = (current: string, key: string) => (current === key ? `-${key}` : key)
