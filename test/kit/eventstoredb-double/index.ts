import { Server, ServerCredentials } from '@grpc/grpc-js';
import gossipGrpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import operationsGrpc from '@eventstore/db-client/generated/operations_grpc_pb.js';
import featuresGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { appendHandler } from './append.js';
import { batchAppendHandler } from './batch-append.js';
import { featuresHandler, gossipHandler, scavengeHandler } from './cluster.js';
import type { Member } from './cluster.js';
import { Faults } from './faults.js';
import { Front } from './front.js';
import type { Node } from './node.js';
import { readHandler } from './read.js';
import { deleteHandler, tombstoneHandler } from './remove.js';
import { Storage } from './storage.js';

export type { AppendFault } from './faults.js';

export interface DoubleOptions {
  /** Where it listens on 127.0.0.1; 0, the default, is any free port. */
  readonly port?: number;
  /** The version that it tells. */
  readonly serverVersion?: string;
  /** Bytes of data in one append. */
  readonly maxAppendBytes?: number;
  /** What it remembers of recent event ids, in bytes; beyond it, a retry under ANY is written twice. */
  readonly recentIdBytes?: number;
  /** How long a live subscriber may take nothing before 32 unsent events are too many, in milliseconds. */
  readonly slowConsumerMs?: number;
  /** Key and certificate in PEM; without them the double speaks plain text. */
  readonly tls?: { readonly key: Buffer; readonly certificate: Buffer };
  /** Who may call; the client sends a name and password over TLS only. Undefined: anybody. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Another double whose log this node shares, as a follower of it. */
  readonly follows?: EventStoreDouble;
}

/** What an administrator of the server can do behind our back. */
export interface Operator {
  /** Replaces the metadata of a stream: `$maxCount`, `$tb` and what else. */
  setMetadata(stream: string, metadata: Readonly<Record<string, unknown>>): void;
  /** Hides all events before this revision. */
  truncate(stream: string, before: number): void;
  /** Overwrites the bytes of one event in place. */
  redact(stream: string, revision: number): void;
  softDelete(stream: string): void;
  tombstone(stream: string): void;
  /** Removes for good what is hidden. */
  scavenge(): void;
}

/**
 * A stand-in for EventStoreDB in tests: it speaks the protocol and keeps everything in memory. It is test equipment, held
 * to the real server by one conformance suite, and never an engine to put anything in.
 */
export interface EventStoreDouble {
  /** Connection string for the client. */
  readonly url: string;
  readonly port: number;
  readonly faults: Faults;
  readonly operator: Operator;
  /** The process ends and begins again on the same port: connections are lost, and so is what it only remembered. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const DEFAULT_VERSION = '23.10.6';
const MAX_APPEND_BYTES = 1_048_576;
const RECENT_ID_BYTES = 8_388_608;
const SLOW_CONSUMER_MS = 100;
const MAX_MESSAGE_BYTES = 16_777_216;
const MAX_STREAMS_PER_CONNECTION = 100;

/** What the nodes of one cluster share: the log, and who they are. */
interface Cluster {
  readonly storage: Storage;
  readonly members: Set<Member>;
}

/** The clusters of running doubles, for those that follow one. */
const clusters = new WeakMap<EventStoreDouble, Cluster>();

/** Starts a double on the loopback interface. */
export async function startDouble(options: DoubleOptions = {}): Promise<EventStoreDouble> {
  const cluster = clusterOf(options);
  const { storage } = cluster;
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_concurrent_streams': MAX_STREAMS_PER_CONNECTION,
  });
  const innerPort = await bind(server, options.tls);
  const front = await Front.open(innerPort, options.port ?? 0);
  const faults = new Faults(front, options.serverVersion ?? DEFAULT_VERSION);
  if (options.follows !== undefined) faults.leader = { address: HOST, port: options.follows.port };
  const node: Node = {
    storage,
    faults,
    maxAppendBytes: options.maxAppendBytes ?? MAX_APPEND_BYTES,
    slowConsumerMs: options.slowConsumerMs ?? SLOW_CONSUMER_MS,
    authorization: options.credentials && authorizationOf(options.credentials),
  };
  cluster.members.add({ endpoint: { address: HOST, port: front.port }, faults, isUp: () => front.isUp });
  addServices(server, node, cluster.members);
  const double: EventStoreDouble = {
    url: `esdb://${HOST}:${front.port}?tls=${options.tls !== undefined}`,
    port: front.port,
    faults,
    operator: operatorOf(storage),
    async restart() {
      await front.goDown();
      storage.forgetRecentIds();
      await front.comeUp();
    },
    async stop() {
      await front.goDown();
      server.forceShutdown();
    },
  };
  clusters.set(double, cluster);
  return double;
}

function clusterOf({ follows, recentIdBytes = RECENT_ID_BYTES }: DoubleOptions): Cluster {
  const known = follows === undefined ? undefined : clusters.get(follows);
  return known ?? { storage: new Storage(recentIdBytes), members: new Set() };
}

function bind(server: Server, tls: DoubleOptions['tls']): Promise<number> {
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.certificate }]);
  return new Promise((resolve, reject) => {
    server.bindAsync(`${HOST}:0`, credentials, (error, port) => (error === null ? resolve(port) : reject(error)));
  });
}

function authorizationOf({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function addServices(server: Server, node: Node, members: ReadonlySet<Member>): void {
  server.addService(streamsGrpc.StreamsService, {
    append: appendHandler(node),
    batchAppend: batchAppendHandler(node),
    read: readHandler(node),
    delete: deleteHandler(node),
    tombstone: tombstoneHandler(node),
  });
  server.addService(featuresGrpc.ServerFeaturesService, { getSupportedMethods: featuresHandler(node) });
  server.addService(gossipGrpc.GossipService, { read: gossipHandler(node, members) });
  server.addService(operationsGrpc.OperationsService, { startScavenge: scavengeHandler(node) });
}

function operatorOf(storage: Storage): Operator {
  return {
    setMetadata: (stream, metadata) => storage.setMetadata(stream, metadata),
    truncate: (stream, before) => storage.setMetadata(stream, { $tb: before }),
    redact: (stream, revision) => storage.redact(stream, BigInt(revision)),
    softDelete: (stream) => void storage.softDelete(stream, { kind: 'any' }),
    tombstone: (stream) => void storage.tombstone(stream, { kind: 'any' }),
    scavenge: () => storage.scavenge(),
  };
}
