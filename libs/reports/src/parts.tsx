import {
  Heading2,
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
import type { ReactNode } from 'react';
import { dutchDay, dutchEuro, isHidden } from '#governance';
import type { Figure, Light, Told } from '#read-models';

const MAX_PROOFS = 5;
const SIGNS: Readonly<Record<Light, string>> = { goed: '✓', 'let op': '!', fout: '✗', 'geen gegevens': '–' };

/** Sign, word and colour together, since colour alone says nothing to some readers. */
export function Status({ light }: { light: Light }): ReactNode {
  return <span className={`bs-light bs-${light.replace(' ', '-')}`}>{`${SIGNS[light]} ${light}`}</span>;
}

/** A value, or why it is not there. */
export function Value<T>({ of, as }: { of: Told<T> | undefined; as?: (value: T) => string }): ReactNode {
  if (of === null || of === undefined) return <span className="bs-none">niet vastgelegd</span>;
  if (isHidden(of)) return <span className="bs-hidden">{of.hidden === 'erased' ? 'gewist' : 'niet openbaar'}</span>;
  return <>{as === undefined ? String(of) : as(of)}</>;
}

/** Links to the entries in the log that a figure rests on. */
export function Proof({ entries }: { entries: readonly number[] }): ReactNode {
  const positions = [...new Set(entries)].sort((a, b) => a - b);
  if (positions.length === 0) return null;
  const rest = positions.length - MAX_PROOFS;
  return (
    <span className="bs-proof">
      {' (bewijs: '}
      {positions.slice(0, MAX_PROOFS).map((position, index) => (
        <span key={position}>
          {index > 0 ? ', ' : ''}
          <a href={`/v1/logboek/entries/${position}`} aria-label={`bewijs in het logboek, positie ${position}`}>
            {position}
          </a>
        </span>
      ))}
      {rest > 0 ? ` en ${rest} meer` : ''})
    </span>
  );
}

export function Fig<T>({ of, as }: { of: Figure<T>; as?: (value: T) => string }): ReactNode {
  return (
    <>
      {as === undefined ? <Value of={of.value} /> : <Value of={of.value} as={as} />}
      <Proof entries={of.entries} />
    </>
  );
}

export const date = (day: string): string => dutchDay(day);
export const euro = (cents: number): string => dutchEuro(cents);
export const workdays = (days: number): string => `${days} wd`;
/** 841 → "8,4%". */
export const percentShort = (points: number): string =>
  `${(Math.round(points / 10) / 10).toFixed(1).replace('.', ',')}%`;
/** 841 → "8,41%". */
export const percentLong = (points: number): string => `${(points / 100).toFixed(2).replace('.', ',')}%`;
export const Day = ({ of }: { of: string | null | undefined }): ReactNode => <Value of={of} as={date} />;

export function Section({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <section className="bs-section">
      <Heading2>{title}</Heading2>
      {children}
    </section>
  );
}

interface DataTableProps {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ReactNode[])[];
  /** What stands there when there is nothing. */
  readonly empty: string;
}
export function DataTable({ caption, columns, rows, empty }: DataTableProps): ReactNode {
  if (rows.length === 0) return <Paragraph className="bs-none">{empty}</Paragraph>;
  return (
    <TableContainer role="region" aria-label={caption} tabIndex={0}>
      <Table>
        <TableCaption>{caption}</TableCaption>
        <TableHeader>
          <TableRow>
            {columns.map((column) => (
              <TableHeaderCell key={column} scope="col">
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
                  <TableHeaderCell key={index} scope="row">
                    {cell}
                  </TableHeaderCell>
                ) : (
                  <TableCell key={index}>{cell}</TableCell>
                ),
              )}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }): ReactNode {
  return (
    <dl>
      {items.map(([term, value]) => (
        <div key={term} style={{ display: 'contents' }}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
