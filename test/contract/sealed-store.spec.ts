import { createMemorySealedStore } from '#event-log';
import { sealedStoreContract } from './sealed-store.contract.js';

sealedStoreContract('memory', { open: async () => createMemorySealedStore(), reopen: undefined });
