/** A column of a DataTable. Its cell is the row's field of the same name, or the slot `cell-<key>`. */
export interface Column<Row = unknown> {
  key: string
  title: string
  /** Name for sort=; absent when the list cannot be sorted by it. One that begins with "-" sorts in that direction only. */
  sort?: string
  /** The list sorts by it ascending only. */
  ascendingOnly?: boolean
  numeric?: boolean
  width?: number
  /** Shown only when the person chooses it. */
  optional?: boolean
  /** Shown on wide screens; on others only when the person chooses it. */
  roomy?: boolean
  text?: (row: Row) => string
}

/** "-created_at" → { key: 'created_at', descending: true } */
export const readSort = (sort: string) => ({ key: sort.replace(/^-/, ''), descending: sort.startsWith('-') })

/** The next sort when a heading is pressed: ascending, descending, ascending … as far as the list can. */
export const nextSort = (current: string, column: Pick<Column, 'sort' | 'ascendingOnly'>) =>
  current === column.sort && !column.ascendingOnly && !current.startsWith('-') ? `-${current}` : (column.sort ?? '')
