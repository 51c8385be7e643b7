// Loads events into emmett-sqlite and lets its consumer, with its own defaults, pass over them; sends its parent the
// rate. The processor only counts: whatever a real projection does would come on top of it.
import { nameOf } from './measure.mjs';

const EVENTS_PER_APPEND = 100;

process.once('message', async ({ file, event, entries }) => {
  try {
    const { getSQLiteEventStore } = await import('@event-driven-io/emmett-sqlite');
    const store = getSQLiteEventStore({ fileName: file });
    for (let made = 0; made < entries; made += EVENTS_PER_APPEND) {
      await store.appendToStream(
        `besluit-${made}`,
        Array.from({ length: EVENTS_PER_APPEND }, () => event),
      );
    }
    // The first pass warms up, as the first turn of ours does.
    await consume(store, 'opwarmen', entries);
    process.send({ perSecond: await consume(store, 'meting', entries), latencies: [], errors: {} });
  } catch (error) {
    process.send({ perSecond: 0, latencies: [], errors: { [nameOf(error)]: 1 } });
  }
});

async function consume(store, processorId, entries) {
  let seen = 0;
  const consumer = store.consumer();
  consumer.processor({
    processorId,
    startFrom: 'BEGINNING',
    eachMessage: () => void seen++,
    stopAfter: () => seen === entries,
  });
  const begin = performance.now();
  await consumer.start();
  const seconds = (performance.now() - begin) / 1000;
  await consumer.close();
  if (seen !== entries) throw new Error(`the consumer saw ${seen} of ${entries} events`);
  return entries / seconds;
}
