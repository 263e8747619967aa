import { VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../app/i18n.ts'
import classes from './card-table.module.css'

interface Column<Row> {
  readonly label: string
  readonly show: (row: Row) => ReactNode
}

interface CardTableProps<Row> {
  label: string
  rows: readonly Row[]
  /** The first one says what the row is. */
  columns: readonly Column<Row>[]
  /** A menu or a button at the end of each row. */
  action?: (row: Row) => ReactNode
}

/** A table on wide screens; on phones each row is a card. The roles say that it stays a table. */
export function CardTable<Row extends { readonly id: string }>(props: CardTableProps<Row>) {
  const { label, rows, columns, action } = props
  const { t } = useTexts()
  // Browsers forget what a table is when it is laid out otherwise.
  return (
    // biome-ignore lint/a11y/noRedundantRoles: see above
    <table className={classes.table} aria-label={label} role="table">
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <thead role="rowgroup">
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <tr role="row">
          {columns.map((column) => (
            // biome-ignore lint/a11y/noRedundantRoles: see above
            <th key={column.label} role="columnheader" scope="col">
              {column.label}
            </th>
          ))}
          {action && (
            // biome-ignore lint/a11y/noRedundantRoles: see above
            <th role="columnheader" scope="col">
              <VisuallyHidden>{t('app.edit')}</VisuallyHidden>
            </th>
          )}
        </tr>
      </thead>
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <tbody role="rowgroup">
        {rows.map((row) => (
          // biome-ignore lint/a11y/noRedundantRoles: see above
          <tr key={row.id} role="row">
            {columns.map((column) => (
              // biome-ignore lint/a11y/noRedundantRoles: see above
              <td key={column.label} role="cell" data-label={column.label}>
                {column.show(row)}
              </td>
            ))}
            {action && (
              // biome-ignore lint/a11y/noRedundantRoles: see above
              <td role="cell" className={classes.last}>
                {action(row)}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
