import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Inject } from '@nestjs/common';
import { Engine, type Act, type ActResult } from '#dossier';

/** What goes over the CommandBus: it dispatches, and nothing more (docs/adr). */
export class RecordAct {
  constructor(readonly act: Act) {}
}

@CommandHandler(RecordAct)
export class RecordActHandler implements ICommandHandler<RecordAct, ActResult> {
  constructor(@Inject(Engine) private readonly engine: Engine) {}
  execute({ act }: RecordAct): Promise<ActResult> {
    return this.engine.handle(act);
  }
}
