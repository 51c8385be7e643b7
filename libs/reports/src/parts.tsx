import { createContext, useContext, type ReactNode } from 'react';
import { isHidden } from '#governance';
import type { Figure, Light, Told } from '#read-models';
import { Proof } from './citations.js';
import { Heading2 } from './utrecht.js';
import { date } from './words.js';

export { Proof } from './citations.js';
export { DataTable } from './table.js';
export * from './words.js';

const SIGNS: Readonly<Record<Light, string>> = { goed: '✓', 'let op': '!', fout: '✗', 'geen gegevens': '–' };

/** Sign, word and colour together, since colour alone says nothing to some readers. */
export function Status({ light, as }: { light: Light; as?: string | undefined }): ReactNode {
  return (
    <span className={`bs-light bs-${light.replace(' ', '-')}`}>
      <span aria-hidden="true">{`${SIGNS[light]}\u00a0`}</span>
      {as ?? light}
    </span>
  );
}

/** People write words of any length; one that is longer than this may be broken anywhere, so that no page gets too wide. */
const LONG_WORD = 28;
function breakable(text: string): ReactNode {
  const pieces = text.match(new RegExp(`\\S{${LONG_WORD}}|\\S{1,${LONG_WORD - 1}}\\s*|\\s+`, 'g')) ?? [];
  if (!pieces.some((piece) => piece.trimEnd().length === LONG_WORD)) return text;
  return pieces.map((piece, index) => (
    <span key={index}>
      {piece}
      {piece.trimEnd().length === LONG_WORD ? <wbr /> : null}
    </span>
  ));
}

/** A value, or why it is not there. */
export function Value<T>({ of, as }: { of: Told<T> | undefined; as?: (value: T) => string }): ReactNode {
  if (of === null || of === undefined) return <span className="bs-none">niet vastgelegd</span>;
  if (isHidden(of)) return <span className="bs-hidden">{of.hidden === 'erased' ? 'gewist' : 'niet openbaar'}</span>;
  return <>{breakable(as === undefined ? String(of) : as(of))}</>;
}

export function Fig<T>({ of, as }: { of: Figure<T>; as?: (value: T) => string }): ReactNode {
  return (
    <>
      {as === undefined ? <Value of={of.value} /> : <Value of={of.value} as={as} />}
      <Proof entries={of.entries} />
    </>
  );
}

export const Day = ({ of }: { of: string | null | undefined }): ReactNode => <Value of={of} as={date} />;

/** The titles of a page, gathered while it is written, for its table of contents. */
export type Contents = { readonly id: string; readonly title: string }[];
export const ContentsContext = createContext<Contents | undefined>(undefined);

export function Section({ title, children }: { title: string; children: ReactNode }): ReactNode {
  const contents = useContext(ContentsContext);
  const id = `deel-${(contents?.length ?? 0) + 1}`;
  contents?.push({ id, title });
  return (
    <section className="bs-section" id={id}>
      <Heading2>{title}</Heading2>
      {children}
    </section>
  );
}

export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }): ReactNode {
  return (
    <dl className="bs-facts">
      {items.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
