import { status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import gossipPb from '@eventstore/db-client/generated/gossip_pb.js';
import operationsPb from '@eventstore/db-client/generated/operations_pb.js';
import serverFeaturesPb from '@eventstore/db-client/generated/serverfeatures_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import type { ClusterInfo, MemberInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import type { ScavengeResp, StartScavengeReq } from '@eventstore/db-client/generated/operations_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import { refusal } from './errors.js';
import type { Endpoint, Faults } from './faults.js';
import type { Node } from './node.js';
import { refusalOf } from './node.js';

/** Before this version the server knows no batch append, and since it the client prefers that path. */
const STREAMS = 'event_store.client.streams.streams';
const METHODS: readonly (readonly [service: string, method: string, features: readonly string[]])[] = [
  [STREAMS, 'read', ['position', 'events']],
  [STREAMS, 'append', []],
  [STREAMS, 'delete', []],
  [STREAMS, 'tombstone', []],
  [STREAMS, 'batchappend', ['deadline_duration']],
  ['event_store.client.gossip.gossip', 'read', []],
  ['event_store.client.operations.operations', 'startscavenge', []],
  ['event_store.client.server_features.serverfeatures', 'getsupportedmethods', []],
];

/** What the client asks first: the version, and which methods it may use. */
export function featuresHandler(node: Node) {
  return (_call: ServerUnaryCall<Empty, SupportedMethods>, answer: sendUnaryData<SupportedMethods>): void => {
    const version = node.faults.serverVersion;
    if (version === undefined) return answer(refusal(status.UNIMPLEMENTED, 'Service is unimplemented.'));
    const methods = new serverFeaturesPb.SupportedMethods();
    methods.setEventStoreServerVersion(version);
    for (const [service, name, features] of METHODS) {
      const method = new serverFeaturesPb.SupportedMethod();
      method.setServiceName(service);
      method.setMethodName(name);
      method.setFeaturesList([...features]);
      methods.addMethods(method);
    }
    answer(null, methods);
  };
}

/** One node as the others know it. */
export interface Member {
  readonly endpoint: Endpoint;
  readonly faults: Faults;
  readonly isUp: () => boolean;
}

/** Who is in the cluster: the nodes that share one log, and a leader that was named from outside. */
export function gossipHandler(node: Node, members: ReadonlySet<Member>) {
  return (_call: ServerUnaryCall<Empty, ClusterInfo>, answer: sendUnaryData<ClusterInfo>): void => {
    const { LEADER, FOLLOWER, UNKNOWN } = gossipPb.MemberInfo.VNodeState;
    const cluster = new gossipPb.ClusterInfo();
    for (const { endpoint, faults, isUp } of members) {
      const state = faults.leader === undefined ? LEADER : faults.leader === 'unknown' ? UNKNOWN : FOLLOWER;
      cluster.addMembers(memberOf(endpoint, state, isUp()));
    }
    const { leader } = node.faults;
    const known = [...members].some(({ endpoint }) => typeof leader === 'object' && endpoint.port === leader.port);
    if (typeof leader === 'object' && !known) cluster.addMembers(memberOf(leader, LEADER, true));
    answer(null, cluster);
  };
}

function memberOf({ address, port }: Endpoint, state: MemberInfo.VNodeState, isAlive: boolean): MemberInfo {
  const id = new sharedPb.UUID();
  id.setString(crypto.randomUUID());
  const endpoint = new gossipPb.EndPoint();
  endpoint.setAddress(address);
  endpoint.setPort(port);
  const member = new gossipPb.MemberInfo();
  member.setInstanceId(id);
  member.setTimeStamp(String(Date.now()));
  member.setState(state);
  member.setIsAlive(isAlive);
  member.setHttpEndPoint(endpoint);
  return member;
}

/** Scavenges at once, all of the log; a real server does so in the background, and only in chunks that are full. */
export function scavengeHandler(node: Node) {
  return (call: ServerUnaryCall<StartScavengeReq, ScavengeResp>, answer: sendUnaryData<ScavengeResp>): void => {
    const refused = refusalOf(node, call.metadata);
    if (refused !== undefined) return answer(refused);
    node.storage.scavenge();
    const response = new operationsPb.ScavengeResp();
    response.setScavengeId(crypto.randomUUID());
    response.setScavengeResult(operationsPb.ScavengeResp.ScavengeResult.STARTED);
    answer(null, response);
  };
}
