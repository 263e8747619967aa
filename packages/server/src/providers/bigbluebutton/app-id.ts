export const BIGBLUEBUTTON_APP_ID = 'bigbluebutton'
/** As sentences name it. */
export const BIGBLUEBUTTON = 'BigBlueButton'
