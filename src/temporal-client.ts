import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client'

/**
 * A client that fails soon and finds the server again soon: the default retries sleep past their deadlines and keep
 * failing for 15 s after the server is back (temporal.md 0.2, 8).
 */
export function temporalClient(
  address: string,
  namespace: string,
): Client & { close(): Promise<void> } {
  const retry = {
    ...defaultGrpcRetryOptions({ maxAttempts: 3 }),
    delayFunction: (attempt: number) => Math.min(100 * 2 ** attempt, 400),
  }
  const connection = Connection.lazy({
    address,
    interceptors: [makeGrpcRetryInterceptor(retry)],
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.min_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1000,
    },
  })
  return Object.assign(new Client({ connection, namespace }), { close: () => connection.close() })
}
