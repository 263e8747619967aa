export { embeddedBinaries, type SystemUser, unprivilegedUser } from './binaries.ts'
export { PostgresRunnerError, type Trouble } from './errors.ts'
export {
  findPostgres,
  type PostgresOptions,
  type RunningPostgres,
  startPostgres,
  type Upgrade,
} from './runner.ts'
