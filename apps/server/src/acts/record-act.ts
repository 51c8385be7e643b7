import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Inject } from '@nestjs/common';
import { Engine, type Act, type ActResult } from '#dossier';
import { METRICS, type Metrics } from '../metrics/metrics.js';

/** What goes over the CommandBus: it dispatches, and nothing more (docs/adr). */
export class RecordAct {
  constructor(readonly act: Act) {}
}

@CommandHandler(RecordAct)
export class RecordActHandler implements ICommandHandler<RecordAct, ActResult> {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(METRICS) private readonly metrics?: Metrics,
  ) {}

  execute({ act }: RecordAct): Promise<ActResult> {
    if (this.metrics === undefined) return this.engine.handle(act);
    return this.metrics.watch(() => this.engine.handle(act));
  }
}
