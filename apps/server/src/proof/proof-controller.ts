import { Controller, Get, Header, Inject, Param, Req, Res } from '@nestjs/common';
import { Engine } from '#dossier';
import {
  formatTlogProof,
  parseTilePath,
  proveInclusion,
  tilePath,
  tileWidth,
  TransparencyRefused,
} from '#transparency';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { badRequest, notFound } from '../http/problem.js';
import { numberFrom } from '../views/query.js';
import { Checkpointer } from './checkpointer.js';
import { bundleOf } from './publish.js';

export const CHECKPOINTER = 'checkpointer';
const TEXT = 'text/plain; charset=utf-8';
const BYTES = 'application/octet-stream';

/** The log as foreign tools read it (tlog-tiles), and a receipt for each entry (tlog-proof). */
@Controller('v1/logboek')
export class ProofController {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(CHECKPOINTER) private readonly checkpointer?: Checkpointer,
  ) {}

  @Get('checkpoint')
  @Header('Content-Type', TEXT)
  async checkpoint(@Res() reply: FastifyReply): Promise<void> {
    await this.signed();
    void reply.header('Content-Type', TEXT).send(this.mustSign().shown!.note);
  }

  /** Tiles and bundles of the last signed tree; a path of another size is not there. */
  @Get('tile/*')
  async tile(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { size } = await this.signed();
    const address = addressOf(`tile/${(request.params as { '*': string })['*']}`);
    if (tileWidth(address, size) < address.width) throw notFound('Deze tegel is er niet.');
    const { level, index, width } = address;
    const bytes =
      level === 'entries'
        ? await bundleOf(this.engine.options.log, index, width)
        : this.mustSign().tree.tile({ level, index, width });
    void reply.header('Content-Type', BYTES).send(Buffer.from(bytes));
  }

  /** Proves offline that an entry stands in the signed log. */
  @Get('entries/:positie/bewijs')
  async receipt(@Param('positie') position: string, @Res() reply: FastifyReply): Promise<void> {
    const signed = await this.signed();
    const index = numberFrom(position, 'positie', 0);
    if (index >= signed.size) throw notFound(`Regel ${index} is er niet, of nog niet ondertekend.`);
    // Cosigned when it can be; what came after that is proved by the log's own signature.
    const shown = this.mustSign().shown!;
    const { size, note } = index < shown.size ? shown : signed;
    const proof = proveInclusion(index, size, this.mustSign().tree.ranges(size));
    void reply.header('Content-Type', TEXT).send(formatTlogProof({ index, proof, checkpoint: note }));
  }

  /** With everything that was recorded before the question. */
  private async signed(): Promise<{ readonly size: number; readonly note: string }> {
    const checkpointer = this.mustSign();
    await checkpointer.signNow();
    const signed = checkpointer.checkpoint;
    if (signed === undefined) throw notFound('Het logboek is nog niet ondertekend.');
    return signed;
  }
  private mustSign(): Checkpointer {
    if (this.checkpointer === undefined) throw notFound('Dit onderdeel is er alleen als de server draait.');
    return this.checkpointer;
  }
}

function addressOf(path: string): ReturnType<typeof parseTilePath> {
  try {
    const address = parseTilePath(path);
    if (tilePath(address) === path) return address;
  } catch (error) {
    if (!(error instanceof TransparencyRefused)) throw error;
  }
  throw badRequest('TILE_PATH_INVALID', 'Dit is geen adres van een tegel, zoals tile/0/000.');
}
