import { Controller, Get, HttpStatus, Inject, Res } from '@nestjs/common';
import { Engine, LOG_STREAM, Timekeeper } from '#dossier';
import { dayOf, type IntegrityCheck } from '#governance';
import type { FastifyReply } from 'fastify';
import { OpenToAll } from './http/token-guard.js';
import type { Checkpointer, ProofStatus } from './proof/checkpointer.js';
import type { WitnessStatus } from './proof/cosigners.js';
import { CHECKPOINTER } from './proof/proof-controller.js';
import { verificationStanding, type VerificationStanding } from './proof/verify-standing.js';
import { KEPT_VIEWS, type KeptViews } from './views/kept-views.js';

interface Health {
  readonly status: 'groen' | 'oranje' | 'rood';
  readonly redenen: readonly string[];
}
interface Finding {
  readonly status: 'rood' | 'oranje';
  readonly reden: string;
}
const NO_WITNESS: Finding = {
  status: 'oranje',
  reden:
    'De bewaker van de handtekening ligt op dezelfde schijf als het logboek, en er is geen getuige: wie beide terugzet, valt niet op.',
};

const ofGuard = ({ guardSharesDevice }: ProofStatus): readonly Finding[] => (guardSharesDevice ? [NO_WITNESS] : []);
function ofWitness({ name, organ, lag, failure }: WitnessStatus): readonly Finding[] {
  if (failure === undefined) return [];
  return [{ status: 'oranje', reden: `Getuige ${name} van ${organ} loopt ${lag} regels achter: ${failure}.` }];
}

function ofTimestamps({ timestamps }: ProofStatus): readonly Finding[] {
  return timestamps?.failure === undefined ? [] : [{ status: 'oranje', reden: timestamps.failure }];
}

/** What an officer recorded takes no server out of service: the server compares the log with what it signed itself. */
const ofVerification = (standing: VerificationStanding | undefined): readonly Finding[] =>
  [standing?.broken, standing?.overdue].flatMap((reden) => (reden === undefined ? [] : [{ status: 'oranje', reden }]));
const told = ({ on, intact, size, root, finding }: IntegrityCheck): object => ({
  op: on,
  ongewijzigd: intact,
  regels: size,
  wortel: root,
  bevinding: finding,
});

/** How the parts are: green, or what is wrong with which. */
@Controller('v1')
export class HealthController {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(Timekeeper) private readonly timekeeper: Timekeeper,
    @Inject(KEPT_VIEWS) private readonly kept?: KeptViews,
    @Inject(CHECKPOINTER) private readonly checkpointer?: Checkpointer,
  ) {}

  @OpenToAll()
  @Get('gezondheid')
  async health(): Promise<Health & Readonly<Record<string, unknown>>> {
    const head = await this.engine.options.log.head();
    const standing = await this.verification();
    const findings = [
      ...this.ofLog(),
      ...this.ofClock(),
      ...this.ofViews(),
      ...this.ofProof(),
      ...ofVerification(standing),
    ];
    const red = findings.some(({ status }) => status === 'rood');
    return {
      status: red ? 'rood' : findings.length > 0 ? 'oranje' : 'groen',
      redenen: findings.map(({ reden }) => reden),
      regels: head.size,
      klok: this.engine.options.clock.kind,
      ...this.views(head.size),
      ...this.proof(),
      ...(standing?.last === undefined ? {} : { toets: told(standing.last) }),
    };
  }

  /** Undefined for a log without entries. */
  private async verification(): Promise<VerificationStanding | undefined> {
    const { log, vault, clock } = this.engine.options;
    const [first] = await log.readStream(LOG_STREAM, 0, 1);
    if (first === undefined) return undefined;
    const openedOn = dayOf(vault.open(first, () => false).time);
    return verificationStanding((await this.engine.organisation()).state, openedOn, dayOf(clock.now()));
  }

  /** The process answers. Whoever sees this fail starts it again, so nothing is asked here that a restart does not mend. */
  @OpenToAll()
  @Get('gezondheid/levend')
  alive(): Pick<Health, 'status'> {
    return { status: 'groen' };
  }

  /** Whether requests may be sent here: 503 while something is red, or while the log cannot be read. */
  @OpenToAll()
  @Get('gezondheid/gereed')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const { status, redenen } = await this.health();
    void reply.status(status === 'rood' ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK);
    return { status, redenen };
  }

  private ofLog(): readonly Finding[] {
    const { haltedBecause: reason } = this.engine.options.log;
    return reason === undefined ? [] : [{ status: 'rood', reden: `Dit logboek is stilgezet: ${reason}.` }];
  }
  private ofClock(): readonly Finding[] {
    if (this.timekeeper.failure === undefined) return [];
    return [{ status: 'rood', reden: 'Termijnen worden niet bijgehouden.' }];
  }
  private ofViews(): readonly Finding[] {
    const views = this.kept?.status();
    if (views?.failure !== undefined) return [{ status: 'oranje', reden: views.failure }];
    return (views?.parked ?? []).map(({ consumer, position }) => ({
      status: 'oranje',
      reden: `Weergave ${consumer} kon niet verder bij regel ${position}.`,
    }));
  }
  private ofProof(): readonly Finding[] {
    const proof = this.checkpointer?.status();
    if (proof?.failure !== undefined) return [{ status: 'rood', reden: proof.failure }];
    if (proof === undefined) return [];
    const witnessed = proof.witnesses.length === 0 ? ofGuard(proof) : proof.witnesses.flatMap(ofWitness);
    return [...witnessed, ...ofTimestamps(proof)];
  }

  private views(size: number): object {
    const views = this.kept?.status();
    if (views === undefined) return {};
    return {
      weergaven: {
        bijgewerktTot: String(views.position),
        achterstand: Math.max(0, size - 1 - views.position),
        geparkeerd: views.parked.map(({ consumer, position, since }) => ({
          weergave: consumer,
          positie: String(position),
          sinds: since,
        })),
      },
    };
  }
  private proof(): object {
    const proof = this.checkpointer?.status();
    if (proof === undefined) return {};
    const { origin, keyId, vkey, signed, signedAt, cosigned, witnesses, timestamps } = proof;
    return {
      bewijs: {
        oorsprong: origin,
        sleutel: keyId,
        controlesleutel: vkey,
        ondertekendeRegels: signed,
        ondertekendOp: signedAt,
        medeondertekendeRegels: cosigned,
        getuigen: witnesses.map(({ name, organ, size, lag, failure }) => ({
          naam: name,
          orgaan: organ,
          medeondertekend: size,
          achterstand: lag,
          storing: failure,
        })),
        ...(timestamps !== undefined && {
          tijdstempel: {
            regels: timestamps.last?.size,
            tijd: timestamps.last?.time,
            storing: timestamps.failure,
          },
        }),
      },
    };
  }
}
