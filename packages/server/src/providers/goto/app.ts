import { GotoClient, GotoOAuth } from '@lectern/goto-client'
import type { ConferencingApp } from '../provider.ts'
import { GOTO_APP_ID, GOTO_REQUESTS_PER_SECOND } from './app-id.ts'
import type { Connect } from './connect.ts'
import { createMeetingProvider } from './meeting.ts'
import { createGotoPairing } from './pairing.ts'
import { createTrainingProvider } from './training.ts'
import { createWebinarProvider } from './webinar.ts'

/** Where GoTo is: its own servers, or the simulator. */
export interface GotoEndpoints {
  /** Authorization server, such as `https://authentication.logmeininc.com`. */
  readonly authUrl: string
  /** Product APIs, such as `https://api.getgo.com`. */
  readonly apiUrl: string
  readonly now: () => Date
  /** Requests for each API and second; undefined = as many as we like. Default GoTo's, a little less. */
  readonly requestsPerSecond?: number | undefined
  /** How often a call is sent; default as the client has it. */
  readonly maxAttempts?: number
}

/** The GoTo suite as one app with three session types. */
export function createGotoApp(endpoints: GotoEndpoints): ConferencingApp {
  const { authUrl, apiUrl, now } = endpoints
  const requestsPerSecond =
    'requestsPerSecond' in endpoints ? endpoints.requestsPerSecond : GOTO_REQUESTS_PER_SECOND
  const oauth = ({ clientId, clientSecret }: { clientId: string; clientSecret: string }) =>
    new GotoOAuth({ authUrl, clientId, clientSecret })
  const connect: Connect = (organizer, call) =>
    new GotoClient({
      apiUrl,
      ...(endpoints.maxAttempts ? { maxAttempts: endpoints.maxAttempts } : {}),
      // Asked before every attempt, so that repeats wait for their turn too.
      accessToken: async () => {
        await call.pace?.()
        return organizer.accessToken()
      },
      onUnauthorized: (refused) => organizer.replaceToken(refused),
      onCall: ({ method, path, status, durationMs, error }) =>
        call.log?.({ operation: `${method} ${path}`, status, durationMs, error: error?.message }),
    })
  return {
    description: {
      id: GOTO_APP_ID,
      category: 'web-conferencing',
      vendor: 'GoTo',
      name: { en: 'GoToMeeting version 2', it: 'GoToMeeting versione 2' },
      toolName: { en: 'GoToMeeting Version 2', it: 'GoToMeeting Versione 2' },
      description: {
        en: 'Live events in GoTo Meeting, GoTo Webinar and GoTo Training. Learners join straight from the course; rooms are made, moved and deleted with the events.',
        it: 'Eventi dal vivo in GoTo Meeting, GoTo Webinar e GoTo Training. Gli studenti partecipano direttamente dal corso; le room vengono create, spostate ed eliminate insieme agli eventi.',
      },
      prerequisites: [
        {
          en: 'An active GoTo account. A trial account is not enough: it ends after 30 days.',
          it: 'Un account GoTo attivo. Un account di prova non basta: scade dopo 30 giorni.',
        },
        {
          en: 'The terms and conditions of your GoTo contract, accepted.',
          it: 'I termini e le condizioni del contratto GoTo, accettati.',
        },
        {
          en: 'GoTo’s cloud service. On-premises installations of GoTo are not supported.',
          it: 'Il servizio cloud di GoTo. Le installazioni on-premises di GoTo non sono supportate.',
        },
      ],
      pairingSteps: [
        {
          en: 'Open GoTo’s Developer Center in a new window and sign in with the GoTo account.',
          it: 'Apri il Developer Center di GoTo in una nuova finestra e accedi con l’account GoTo.',
        },
        {
          en: 'In the banner: OAuth Clients, then Create a new client.',
          it: 'Nel banner: OAuth Clients, poi Create a new client.',
        },
        {
          en: 'Give it a name and a description. Paste each redirect URL from above and press + Add after each.',
          it: 'Inserisci nome e descrizione. Incolla ogni URL di reindirizzamento qui sopra e premi + Add dopo ciascuno.',
        },
        {
          en: 'Next → tab Scopes: tick GoToMeeting, GoToWebinar or GoToTraining, as the session type below → Save.',
          it: 'Next → scheda Scopes: spunta GoToMeeting, GoToWebinar o GoToTraining, come il tipo di sessione qui sotto → Save.',
        },
        {
          en: 'Tab Credentials: copy Client ID and Client Secret into the fields below. Then tick I have stored the client secret → Done. The secret is never shown again.',
          it: 'Scheda Credentials: copia Client ID e Client Secret nei campi qui sotto. Poi spunta I have stored the client secret → Done. Il secret non verrà più mostrato.',
        },
        {
          en: 'Press Create: GoTo asks for your consent and leads back here.',
          it: 'Premi Crea: GoTo chiede il consenso e riporta qui.',
        },
      ],
      sends: [
        {
          en: 'Meeting: nothing about learners. Everybody shares the link of the room and types a name there.',
          it: 'Meeting: nulla sugli studenti. Tutti usano lo stesso link e digitano un nome.',
        },
        {
          en: 'Webinar and Training: first name, last name and e-mail address of enrolled learners; name and e-mail address of instructors who start a webinar.',
          it: 'Webinar e Training: nome, cognome e indirizzo e-mail degli studenti iscritti; nome e indirizzo e-mail degli istruttori che avviano un webinar.',
        },
        {
          en: 'Names and descriptions of events. Nothing else.',
          it: 'Nomi e descrizioni degli eventi. Nient’altro.',
        },
      ],
      // GoTo compares redirect URIs exactly; both are registered, the first one is sent.
      redirectPaths: ['/learn/gotomeeting', ''],
      accountForm: {
        fields: [
          {
            name: 'clientId',
            kind: 'text',
            label: { en: 'Client ID', it: 'Client ID' },
            help: {
              en: 'From the OAuth client in GoTo’s Developer Center.',
              it: 'Dal client OAuth nel Developer Center di GoTo.',
            },
            maxLength: 200,
          },
          {
            name: 'clientSecret',
            kind: 'secret',
            label: { en: 'Client Secret', it: 'Client Secret' },
            help: {
              en: 'GoTo shows it once. It is stored encrypted and never shown again.',
              it: 'GoTo lo mostra una volta sola. Viene conservato cifrato e non è più visibile.',
            },
            maxLength: 500,
          },
        ],
        sessionTypes: [
          {
            id: 'meeting',
            label: { en: 'Meeting', it: 'Meeting' },
            help: {
              en: 'GoTo Meeting: everyone can speak. Instructors start it from here.',
              it: 'GoTo Meeting: tutti possono parlare. Gli istruttori lo avviano da qui.',
            },
            available: true,
          },
          {
            id: 'webinar',
            label: { en: 'Webinar', it: 'Webinar' },
            help: {
              en: 'GoTo Webinar: many listen, few speak. Learners are registered and have links of their own.',
              it: 'GoTo Webinar: molti ascoltano, pochi parlano. Gli studenti vengono iscritti e hanno un link personale.',
            },
            available: true,
          },
          {
            id: 'training',
            label: { en: 'Training', it: 'Training' },
            help: {
              en: 'GoTo Training: classes with registration. An organizer runs one at a time.',
              it: 'GoTo Training: lezioni con iscrizione. Un organizzatore ne tiene una alla volta.',
            },
            available: true,
          },
        ],
      },
    },
    pairing: createGotoPairing(oauth, apiUrl, now),
    sessionTypes: new Map([
      ['meeting', createMeetingProvider(connect, now, requestsPerSecond)],
      ['webinar', createWebinarProvider(connect, now, requestsPerSecond)],
      ['training', createTrainingProvider(connect, now, requestsPerSecond)],
    ]),
  }
}
