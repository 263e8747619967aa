export { embeddedBinaries, type SystemUser, unprivilegedUser } from './binaries.ts'
export { PostgresRunnerError, type Trouble } from './errors.ts'
export { type PostgresOptions, type RunningPostgres, startPostgres } from './runner.ts'
