import { pagesOf } from '@lectern/goto-simulator/kit'

/** Sends a whole page. */
export const sendPage = pagesOf({ name: 'Microsoft Teams', home: '/' })
