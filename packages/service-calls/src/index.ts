export { type Details, ServiceError, type ServiceErrorKind } from './errors.ts'
export {
  type Answer,
  type Dialect,
  exchange,
  jsonIn,
  networkCodeOf,
  pathOf,
  retryAfterMs,
  wasNeverSent,
} from './exchange.ts'
export {
  type ApiRequest,
  type AttemptedRequest,
  type CallOptions,
  path,
  type ServiceCall,
  ServiceHttp,
  type ServiceOptions,
} from './http.ts'
