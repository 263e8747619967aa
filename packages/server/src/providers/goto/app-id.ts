/** As it stands in the database, the URLs and the catalogue. */
export const GOTO_APP_ID = 'gotomeeting-v2'

/** GoTo allows ten for each API and OAuth client; a little less leaves room for clicks on Start. */
export const GOTO_REQUESTS_PER_SECOND = 9.8
