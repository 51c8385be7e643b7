import type { ReactNode } from 'react';
import {
  Paragraph,
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableContainer,
  TableHeader,
  TableHeaderCell,
  TableRow,
} from './utrecht.js';

/** From so many columns on, a table stands as a stack of cards on a phone. */
const STACK_FROM = 4;
/** From so many columns on, a table may be wider than its room and scroll in its own region; one that never stacks sooner. */
const SCROLL_FROM = 6;

interface DataTableProps {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ReactNode[])[];
  /** What stands there when there is nothing. */
  readonly empty: string;
  /** Columns (from 0) that hold figures: they line up to the right. */
  readonly figures?: readonly number[];
  /** False for a long list of short cells, which reads better as a table on a phone too. */
  readonly stack?: boolean;
}
/** A table with a caption, row headers and, when there is nothing in it, a sentence instead. */
export function DataTable({ caption, columns, rows, empty, figures = [], stack = true }: DataTableProps): ReactNode {
  if (rows.length === 0) return <Paragraph className="bs-none">{empty}</Paragraph>;
  const align = (index: number): string | undefined => (figures.includes(index) ? 'bs-figure' : undefined);
  return (
    <TableContainer label={caption} scrolls={columns.length >= (stack ? SCROLL_FROM : STACK_FROM)}>
      <Table className={stack && columns.length >= STACK_FROM ? 'bs-stack' : undefined}>
        <TableCaption>{caption}</TableCaption>
        <TableHeader>
          <TableRow>
            {columns.map((column, index) => (
              <TableHeaderCell key={column} scope="col" className={align(index)}>
                {column}
              </TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.map((cells, row) => (
            <TableRow key={row}>
              {cells.map((cell, index) =>
                index === 0 ? (
                  <TableHeaderCell key={index} scope="row" label={columns[index]}>
                    {cell}
                  </TableHeaderCell>
                ) : (
                  <TableCell key={index} className={align(index)} label={columns[index]}>
                    {cell}
                  </TableCell>
                ),
              )}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
