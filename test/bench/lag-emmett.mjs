// Appends to emmett-sqlite one event at a time and times how long after each append its consumer, with its own
// defaults, hands the event to a processor. It is killed afterwards.
import { nameOf } from './measure.mjs';

const errors = {};
process.on('uncaughtException', (error) => (errors[nameOf(error)] = (errors[nameOf(error)] ?? 0) + 1));

process.once('message', async ({ file, samples, pauses }) => {
  const { getSQLiteEventStore } = await import('@event-driven-io/emmett-sqlite');
  const store = getSQLiteEventStore({ fileName: file });
  const begun = new Map();
  const latencies = [];
  await store.appendToStream('opwarmen', [{ type: 'Notitie', data: { nummer: -1 } }]);
  const consumer = store.consumer();
  consumer.processor({
    processorId: 'meting',
    startFrom: 'BEGINNING',
    eachMessage: ({ data }) => {
      const start = begun.get(data.nummer);
      if (start !== undefined) latencies.push(performance.now() - start);
    },
  });
  void consumer.start();
  for (let nummer = 0; nummer < samples; nummer++) {
    await new Promise((resolve) => setTimeout(resolve, pauses[nummer % pauses.length]));
    begun.set(nummer, performance.now());
    await store.appendToStream('besluit', [{ type: 'Notitie', data: { nummer } }]).catch((error) => {
      begun.delete(nummer);
      errors[nameOf(error)] = (errors[nameOf(error)] ?? 0) + 1;
    });
  }
  for (let waited = 0; latencies.length < begun.size && waited < 5_000; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
  process.send({ perSecond: 0, latencies, errors });
});
