import type { ReactNode } from 'react';
import { date } from './parts.js';
import { Paragraph } from './utrecht.js';

/** How much of the log is signed. */
interface SignedPart {
  /** Entries from this position on are not signed yet. */
  readonly size: number;
  /** Of the tree over them (RFC 9162 §2.1.1), as lower-case hexadecimal. */
  readonly root: string;
  /** UTC. */
  readonly signedAt: string;
}
/** What a reader needs to get the same page again. */
export interface Footer {
  /** The last log position in the report; −1 for an empty dossier. */
  readonly position: number;
  readonly viewVersion: number;
  /** `opPeildatum`. */
  readonly day: string;
  /** `zoalsBekendOp`; absent for a report of everything that was recorded. */
  readonly knownUntil?: string | undefined;
  readonly clock?: string | undefined;
  readonly audience?: string | undefined;
  /** How many entries the log had when the page was made. */
  readonly logSize: number;
  /** Absent before anything was signed. */
  readonly signed?: SignedPart | undefined;
  /** Everything that the page was made of, for a program that makes it again. */
  readonly origin?: object | undefined;
}

/** Where the list of entries stands on the page, with the receipt of each. */
export const EVIDENCE_ID = 'bewijs';
const ROOT_PART = /.{1,16}/g;

/** A root has no place to break a line, and a phone has no room for it. */
const Root = ({ of }: { of: string }): ReactNode => (
  <>
    {(of.match(ROOT_PART) ?? []).map((part) => (
      <span key={part}>
        {part}
        <wbr />
      </span>
    ))}
  </>
);
const moment = (instant: string): string => `${date(instant.slice(0, 10))}, ${instant.slice(11, 16)} uur UTC`;

function Signed({ logSize, signed }: Pick<Footer, 'logSize' | 'signed'>): ReactNode {
  if (signed === undefined)
    return <Paragraph>{`Het logboek had ${logSize} regels en is nog niet ondertekend.`}</Paragraph>;
  const rest = signed.size < logSize ? ` De regels vanaf ${signed.size} zijn nog niet ondertekend.` : '';
  return (
    <Paragraph>
      {`Het logboek had ${logSize} regels. Ondertekend: ${signed.size} regels, op ${moment(signed.signedAt)}.${rest} Wortel: `}
      <Root of={signed.root} />
    </Paragraph>
  );
}

export function Foot({ of }: { of: Footer }): ReactNode {
  const parts = [
    `Logpositie: ${of.position}`,
    `Weergaveversie: ${of.viewVersion}`,
    `Peildatum: ${date(of.day)}`,
    `Bekend op: ${of.knownUntil ?? 'alles wat is vastgelegd'}`,
    ...(of.audience === undefined ? [] : [`Voor: ${of.audience}`]),
    ...(of.clock === 'simulated' ? ['Let op: de tijden komen van de klok van de demonstratie'] : []),
  ];
  return (
    <footer className="bs-foot">
      <Paragraph>{parts.join(' · ')}</Paragraph>
      <Signed logSize={of.logSize} signed={of.signed} />
      <Paragraph>
        <a href={`#${EVIDENCE_ID}`}>Bewijs van elke regel waarop een cijfer rust</a>
      </Paragraph>
    </footer>
  );
}

/** In the head of the page, where no reader sees it and every program finds it. */
export const OriginMeta = ({ of }: { of: object }): ReactNode => (
  <meta name={ORIGIN_META} content={JSON.stringify(of)} />
);
export const ORIGIN_META = 'besluitspoor-herkomst';
