/** As it stands in the database, the URLs and the catalogue. */
export const GOTO_APP_ID = 'gotomeeting-v2'
