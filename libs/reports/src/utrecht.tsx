import type { HTMLAttributes, ReactNode } from 'react';

// Plain elements with the class names of the Utrecht component library. Its React package offers itself to `import`
// only, which the CommonJS tests cannot resolve; the style sheet is the library's own.
type Props = HTMLAttributes<HTMLElement> & { children?: ReactNode };
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
export const TableContainer = ({ children, ...rest }: Props): ReactNode => (
  <div className="utrecht-table-container utrecht-table-container--overflow-inline" {...rest}>
    {children}
  </div>
);
export const Table = ({ children }: Props): ReactNode => <table className="utrecht-table">{children}</table>;
export const TableCaption = ({ children }: Props): ReactNode => (
  <caption className="utrecht-table__caption">{children}</caption>
);
export const TableHeader = ({ children }: Props): ReactNode => (
  <thead className="utrecht-table__header">{children}</thead>
);
export const TableBody = ({ children }: Props): ReactNode => <tbody className="utrecht-table__body">{children}</tbody>;
export const TableRow = ({ children }: Props): ReactNode => <tr className="utrecht-table__row">{children}</tr>;
export const TableHeaderCell = ({ scope, children }: { scope: 'col' | 'row'; children?: ReactNode }): ReactNode => (
  <th className="utrecht-table__header-cell" scope={scope}>
    {children}
  </th>
);
export const TableCell = ({ children }: Props): ReactNode => <td className="utrecht-table__cell">{children}</td>;
