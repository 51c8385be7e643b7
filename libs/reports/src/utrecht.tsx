import type { ReactNode } from 'react';

// Plain elements with the class names of the Utrecht component library. Its React package offers itself to `import`
// only, which the CommonJS tests cannot resolve; the style sheet is the library's own.
interface Props {
  readonly className?: string | undefined;
  readonly children?: ReactNode;
}
const named = (base: string, more: string | undefined): string => (more === undefined ? base : `${base} ${more}`);

export const Heading1 = ({ children }: Props): ReactNode => <h1 className="utrecht-heading-1">{children}</h1>;
export const Heading2 = ({ children }: Props): ReactNode => <h2 className="utrecht-heading-2">{children}</h2>;
export const Paragraph = ({ className, children }: Props): ReactNode => (
  <p className={named('utrecht-paragraph', className)}>{children}</p>
);
export const SkipLink = ({ href, children }: { href: string; children: ReactNode }): ReactNode => (
  <a className="utrecht-skip-link utrecht-skip-link--visible-on-focus" href={href}>
    {children}
  </a>
);
/** A wide table scrolls in its own region, which the keyboard can reach. */
export const TableContainer = (props: { label: string; scrolls: boolean; children: ReactNode }): ReactNode => (
  <div
    className="utrecht-table-container bs-table"
    {...(props.scrolls ? { role: 'region', 'aria-label': props.label, tabIndex: 0 } : {})}
  >
    {props.children}
  </div>
);

// On a phone the rows are shown as cards, which takes the meaning of a table away from the elements in some browsers;
// the roles keep it.
export const Table = ({ className, children }: Props): ReactNode => (
  <table role="table" className={named('utrecht-table', className)}>
    {children}
  </table>
);
export const TableCaption = ({ children }: Props): ReactNode => (
  <caption className="utrecht-table__caption">{children}</caption>
);
export const TableHeader = ({ children }: Props): ReactNode => (
  <thead role="rowgroup" className="utrecht-table__header">
    {children}
  </thead>
);
export const TableBody = ({ children }: Props): ReactNode => (
  <tbody role="rowgroup" className="utrecht-table__body">
    {children}
  </tbody>
);
export const TableRow = ({ children }: Props): ReactNode => (
  <tr role="row" className="utrecht-table__row">
    {children}
  </tr>
);
interface CellProps extends Props {
  /** The column's name, which a card shows beside the value. */
  readonly label?: string | undefined;
}
export const TableHeaderCell = ({
  scope,
  label,
  className,
  children,
}: CellProps & { scope: 'col' | 'row' }): ReactNode => (
  <th
    role={scope === 'col' ? 'columnheader' : 'rowheader'}
    className={named('utrecht-table__header-cell', className)}
    scope={scope}
    data-label={label}
  >
    {children}
  </th>
);
export const TableCell = ({ label, className, children }: CellProps): ReactNode => (
  <td role="cell" className={named('utrecht-table__cell', className)} data-label={label}>
    <div className="bs-cell">{children}</div>
  </td>
);
