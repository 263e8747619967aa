import type { MessageCatalog } from './en.ts'

export const it: MessageCatalog = {
  'not-signed-in': {
    title: 'Accesso non effettuato',
    detail: 'Nessuno ha effettuato l’accesso. Accedi e riprova.',
  },
  'wrong-email-or-password': {
    title: 'E-mail o password errata',
    detail: 'L’indirizzo e-mail o la password è errata. Controllali e riprova.',
  },
  'too-many-requests': {
    title: 'Troppi tentativi',
    detail: 'Ci sono stati troppi tentativi in poco tempo. Attendi {seconds} secondi e riprova.',
  },
  'role-superadmin-needed': {
    title: 'Solo per Superadmin',
    detail: 'Solo un Superadmin può farlo. Chiedi a uno dei tuoi di farlo o di darti il ruolo.',
  },
  'role-planner-needed': {
    title: 'Solo per chi pianifica',
    detail: 'Solo un Superadmin o un istruttore della sessione può farlo. Chiedi a uno di loro.',
  },
  'cross-site-request': {
    title: 'Richiesta da un altro sito',
    detail:
      'La modifica è stata chiesta da una pagina di un altro sito e non è stata eseguita. Eseguila da una pagina di questa piattaforma.',
  },
  'invalid-request': { title: 'Richiesta non valida', detail: 'Alcuni campi non sono corretti: {fields}.' },
  'route-not-found': {
    title: 'Indirizzo inesistente',
    detail: 'Non c’è nulla all’indirizzo {path}. Controllalo.',
  },
  'internal-error': {
    title: 'Qualcosa è andato storto',
    detail:
      'È un nostro errore ed è stato registrato. Riprova; se resta, comunica all’amministratore il numero {request}.',
  },
  'body-too-large': {
    title: 'Troppo grande',
    detail: 'La richiesta supera i {limit} accettati. Invia meno dati alla volta.',
  },
  'unsupported-media-type': {
    title: 'Non è JSON',
    detail: 'La richiesta deve essere JSON (Content-Type: application/json).',
  },
  'changed-meanwhile': {
    title: 'Modificato nel frattempo',
    detail: 'Qualcuno lo ha modificato dopo che lo hai aperto. Ricaricalo e ripeti la modifica.',
  },
  'if-match-needed': {
    title: 'Versione necessaria',
    detail: 'Invia la versione modificata nell’intestazione If-Match, tra virgolette doppie.',
  },
  'app-not-found': {
    title: 'App non trovata',
    detail: 'Non esiste l’app “{app}”. L’elenco è in Applicazioni e funzionalità.',
  },
  'app-not-active': {
    title: 'App non attiva',
    detail:
      '“{app}” non è attiva su questa piattaforma. Un Superadmin può attivarla in Applicazioni e funzionalità.',
  },
  'account-not-found': {
    title: 'Account non trovato',
    detail: 'Questo account non esiste. Forse è stato eliminato.',
  },
  'account-not-paired': {
    title: 'Account non abbinato',
    detail:
      'L’account “{account}” non è abbinato: nessun nuovo evento può usarlo. Un Superadmin può abbinarlo; oppure scegli un altro account.',
  },
  'account-has-coming-events': {
    title: 'Account in uso',
    detail:
      'L’account “{account}” ha {count} eventi non ancora conclusi: {events}. Eliminali o assegna loro prima un altro account.',
  },
  'account-session-type-fixed': {
    title: 'Tipo di sessione non modificabile',
    detail:
      'Il tipo di sessione di un account con eventi non si può cambiare. Crea un altro account per l’altro tipo.',
  },
  'session-type-not-available': {
    title: 'Tipo di sessione non disponibile',
    detail:
      'Il tipo di sessione “{type}” arriverà con una versione successiva. Scegline uno disponibile: {available}.',
  },
  'client-secret-needed': {
    title: 'Client Secret necessario',
    detail: 'Un nuovo Client ID ha un suo Client Secret. Incolla anche quello.',
  },
  'pairing-not-finished': {
    title: 'Abbinamento non concluso',
    detail:
      'La pagina di {provider} non ha ancora riportato qui. Se ha mostrato un errore, controlla nel Developer Center di {provider} che il Client ID sia questo e che l’URI di reindirizzamento {uri} sia registrato esattamente così; poi premi Abbina.',
  },
  'pairing-refused': {
    title: 'Consenso rifiutato',
    detail:
      '{provider} comunica che l’accesso non è stato consentito. Premi Abbina e scegli Allow nella pagina di {provider}.',
  },
  'pairing-wrong-credentials': {
    title: 'Client ID o Client Secret errato',
    detail:
      '{provider} non accetta il Client ID con questo Client Secret. Copiali di nuovo dal Developer Center di {provider}, salva e premi Abbina.',
  },
  'pairing-redirect-uri': {
    title: 'URI di reindirizzamento non registrato',
    detail:
      '{provider} non conosce l’URI di reindirizzamento {uri}. Aggiungilo al client OAuth nel Developer Center di {provider}, esattamente così, e premi Abbina.',
  },
  'pairing-state-unknown': {
    title: 'Abbinamento non riconosciuto',
    detail:
      'Il ritorno da {provider} non appartiene a un abbinamento iniziato qui, oppure è troppo vecchio. Premi Abbina per ricominciare.',
  },
  'pairing-code-refused': {
    title: 'Consenso scaduto',
    detail:
      '{provider} non ha accettato il proprio codice di consenso: era già usato o ha impiegato più di dieci minuti. Premi Abbina per ricominciare.',
  },
  'pairing-scope-missing': {
    title: 'Scope mancante',
    detail:
      'Il client OAuth non ha diritto a {type}. Seleziona lo scope nel Developer Center di {provider} e premi Abbina.',
  },
  'pairing-provider-down': {
    title: '{provider} non ha risposto',
    detail: '{provider} non ha risposto come dovrebbe. Attendi un minuto e premi di nuovo Abbina.',
  },
  'pairing-credentials-changed': {
    title: 'Credenziali modificate',
    detail:
      'Il Client ID o il Client Secret è stato modificato. Premi Abbina per collegare di nuovo l’account a {provider}.',
  },
  'pairing-ended': {
    title: 'Abbinamento terminato',
    detail:
      '{provider} non accetta più questo abbinamento: è scaduto o è stato revocato. Premi Abbina; le room riprendono poi da sole.',
  },
  'pairing-not-needed': {
    title: 'Abbinamento non necessario',
    detail: 'L’account “{account}” non richiede abbinamento: è già utilizzabile.',
  },
  'account-field-needed': {
    title: 'Campo obbligatorio',
    detail: '“{field}” è obbligatorio. Compilalo e salva di nuovo.',
  },
  'link-invalid': {
    title: 'Link non valido',
    detail: '“{found}” non è un link. Scrivilo come https://meet.example.com/my-room.',
  },
  'course-not-found': {
    title: 'Corso non trovato',
    detail: 'Questo corso non esiste, oppure non puoi vederlo.',
  },
  'session-not-found': {
    title: 'Sessione non trovata',
    detail: 'Questa sessione non esiste, oppure non puoi vederla.',
  },
  'event-not-found': {
    title: 'Evento non trovato',
    detail: 'Questo evento non esiste, oppure non puoi vederlo.',
  },
  'person-not-found': {
    title: 'Persona non trovata',
    detail: 'Questa persona non esiste sulla piattaforma.',
  },
  'enrollment-not-found': {
    title: 'Iscrizione non trovata',
    detail: 'Questa persona non è iscritta alla sessione.',
  },
  'session-full': {
    title: 'Sessione al completo',
    detail:
      'Tutti i {max} posti della sessione sono occupati. Aumenta il numero massimo di iscrizioni o scegli un’altra sessione.',
  },
  'max-enrollment-below-enrolled': {
    title: 'Massimo troppo basso',
    detail:
      'Gli studenti iscritti sono già {enrolled}, più del massimo di {max}. Scegli almeno {enrolled}, oppure rimuovi prima alcuni studenti.',
  },
  'instructor-not-enrollable': {
    title: 'Gli istruttori non si iscrivono',
    detail: '{name} è istruttore di questa sessione e non ha bisogno di un posto.',
  },
  'person-not-instructor': {
    title: 'Non è un istruttore',
    detail: '{name} non ha il ruolo di istruttore. Scegli un’altra persona o assegnale il ruolo.',
  },
  'not-enrolled': {
    title: 'Non iscritto',
    detail: 'Non sei iscritto a questo evento. Chiedi a chi lo pianifica di iscriverti.',
  },
  'not-instructor-of-event': {
    title: 'Non è un tuo evento',
    detail: 'Non sei istruttore di questo evento e quindi non puoi avviarlo. Chiedi a chi lo pianifica.',
  },
  'event-time-invalid': {
    title: 'Data e ora non valide',
    detail: '“{found}” non è una data con ora. Scrivila così: 2026-11-24T10:00.',
  },
  'event-ends-before-start': {
    title: 'Finisce prima di iniziare',
    detail: 'L’evento finisce {ends}, prima di iniziare {starts}. Imposta la fine dopo l’inizio.',
  },
  'event-too-long': {
    title: 'Troppo lungo',
    detail: 'L’evento dura {hours} ore; il massimo è 24. Pianifica un evento per ogni giorno.',
  },
  'event-in-past': {
    title: 'Nel passato',
    detail: 'L’evento sarebbe già concluso ({ends}). Scegli un orario futuro.',
  },
  'event-already-ended': {
    title: 'Evento concluso',
    detail: 'L’evento si è concluso {ends} e non si può più modificare. Pianificane uno nuovo.',
  },
  'event-cancelled': {
    title: 'Evento annullato',
    detail: 'Questo evento è stato annullato {at}. Nella tua formazione trovi i prossimi.',
  },
  'event-cancelled-because': {
    title: 'Evento annullato',
    detail: 'Questo evento è stato annullato {at}: {reason}',
  },
  'event-cancelled-already': {
    title: 'Già annullato',
    detail: 'L’evento è già annullato o è terminato.',
  },
  'event-not-cancelled': {
    title: 'Non annullato',
    detail: 'L’evento non è annullato: non c’è nulla da ripristinare.',
  },
  'event-deleted': {
    title: 'Evento eliminato',
    detail: 'L’evento “{name}” è stato eliminato {at}. Nella tua formazione trovi i prossimi.',
  },
  'has-history': {
    title: 'Già svolto',
    detail: '{count} eventi si sono già svolti e la loro storia resta. Annulla invece quelli futuri.',
  },
  'time-zone-unknown': {
    title: 'Fuso orario sconosciuto',
    detail: '“{timeZone}” non è un fuso orario. Scegline uno come Europe/Rome.',
  },
  'wall-time-skipped': {
    title: 'Orario inesistente',
    detail:
      'In questo giorno l’ora va avanti in {timeZone} e le {time} non esistono. Scegli un orario fuori dall’ora saltata.',
  },
  'wall-time-twice': {
    title: 'Orario doppio',
    detail:
      'In questo giorno l’ora torna indietro in {timeZone} e le {time} esistono due volte. Scegli un orario fuori dall’ora ripetuta.',
  },
  'capacity-sessions-per-course': {
    title: 'Limite per corso raggiunto',
    detail:
      'L’account “{account}” consente {limit} sessioni per corso e questo corso ne ha {used}. Scegli un altro account o chiedi a un Superadmin di alzare il limite.',
  },
  'capacity-total-sessions': {
    title: 'Limite di sessioni raggiunto',
    detail:
      'L’account “{account}” consente {limit} sessioni in totale e ne sono pianificate {used}. Scegli un altro account o chiedi a un Superadmin di alzare il limite.',
  },
  'capacity-concurrent-rooms': {
    title: 'Nessuna room libera',
    detail:
      'Room contemporanee di “{account}”: {limit}. Tutte occupate {at} da: {events}. Scegli un altro orario o account.',
  },
  'capacity-organizers': {
    title: 'Nessun organizzatore libero',
    detail:
      'Tutti i {count} organizzatori dell’account “{account}” ospitano un’altra room {at}: {events}. Scegli un altro orario o account, oppure chiedi a un superadmin di abbinarne un altro.',
  },
  'suggest-time': { title: 'Altro orario', detail: 'Scegli {startsAt}' },
  'suggest-account': { title: 'Altro account', detail: 'Scegli l’account “{account}”' },
  'organizer-missing': {
    title: 'Nessun organizzatore',
    detail:
      'Nessun utente {provider} è abbinato a questo account. Un Superadmin può abbinarlo; la room viene poi creata da sola.',
  },
  'organizer-not-found': {
    title: 'Organizzatore non trovato',
    detail: 'Questo organizzatore non fa parte dell’account.',
  },
  'organizer-is-last': {
    title: 'Ultimo organizzatore',
    detail:
      'Nessun altro è abbinato a “{account}” e ci sono eventi futuri. Abbina prima un altro organizzatore.',
  },
  'account-over-limit': {
    title: 'Oltre il limite',
    detail:
      'Sono pianificate più di {limit} room contemporaneamente: {events}. Restano; sposta o annulla ciò che non può svolgersi.',
  },
  'account-over-total': {
    title: 'Oltre il limite',
    detail:
      'Sono pianificate {count} sessioni, più delle {limit} consentite. Restano; non se ne accettano di nuove.',
  },
  'move-other-type': {
    title: 'Tipo diverso',
    detail:
      'Gli eventi possono passare solo a un altro account della stessa app e dello stesso tipo di sessione; “{account}” non lo è.',
  },
  'room-not-ready': {
    title: 'Room non pronta',
    detail: 'La room è ancora in preparazione. Attendi un momento; questa pagina prosegue da sola.',
  },
  'registration-pending': {
    title: 'Iscrizione in corso',
    detail: 'Stiamo prenotando il tuo posto nella room. Attendi un momento; questa pagina prosegue da sola.',
  },
  'room-creating': { title: 'Room in preparazione', detail: 'La room viene creata presso il fornitore.' },
  'room-changed-there': {
    title: 'Modificata dal fornitore',
    detail:
      'Qualcuno ha modificato la room presso {provider} ({parts}). L’evento è vicino, quindi nulla viene cambiato da solo: ripristinala lì, oppure premi “Riprova ora”.',
  },
  'account-unauthorized': {
    title: 'Abbinamento scaduto',
    detail: '{provider} non accetta più l’abbinamento di “{account}”. Un superadmin deve abbinarlo di nuovo.',
  },
  'account-forbidden': {
    title: 'Manca un’autorizzazione',
    detail:
      'L’utente {provider} di “{account}” non può usarlo: manca una licenza o uno scope, oppure la prova è finita.',
  },
  'account-unreachable': {
    title: 'Il fornitore non risponde',
    detail: '{provider} non ha risposto per “{account}”. Riprova tra qualche minuto.',
  },
  'preflight-no-room': {
    title: 'Nessuna room',
    detail: 'L’evento non ha ancora una room. Premi “Riprova ora”.',
  },
  'preflight-room-not-ready': {
    title: 'Room non pronta',
    detail: 'La room non è pronta. Premi “Riprova ora” oppure assegna un’altra room all’evento.',
  },
  'preflight-changed': {
    title: 'Modificata dal fornitore',
    detail: 'Presso {provider} la room non è come pianificata ({parts}). “Riprova ora” la ripristina.',
  },
  'preflight-seats': {
    title: 'Posti insufficienti',
    detail:
      'Il piano dell’organizzatore ha {seats} posti e gli iscritti sono {learners}. Usa un account con più posti.',
  },
  'preflight-not-registered': {
    title: 'Studenti senza posto',
    detail: '{count} studenti non risultano iscritti presso il fornitore: {names}. “Riprova ora” li iscrive.',
  },
  'start-unavailable': {
    title: 'Avvio non possibile da qui',
    detail: 'Le room di questo tipo non si possono avviare da qui. Avviala dalle pagine del fornitore.',
  },
  'join-too-early': { title: 'Non ancora aperto', detail: 'La room apre {opensAt}.' },
  'join-too-late': { title: 'Evento concluso', detail: 'L’evento si è concluso {ends}.' },
  'provider-unauthorized': {
    title: 'Abbinamento non più valido',
    detail:
      '{provider} non accetta più l’abbinamento ({detail}). Un Superadmin deve abbinare di nuovo l’account; le room riprendono poi da sole.',
  },
  'provider-forbidden': {
    title: 'Manca un diritto',
    detail:
      '{provider} non lo consente: {detail}. Controlla la licenza dell’utente {provider} e gli scope del client OAuth.',
  },
  'provider-not-found': {
    title: 'Sparita presso il fornitore',
    detail: '{provider} non conosce più la room: {detail}. Viene creata di nuovo.',
  },
  'provider-rejected': {
    title: 'Rifiutato dal fornitore',
    detail: '{provider} rifiuta: {detail}. Modifica quanto indicato.',
  },
  'provider-unexpected-response': {
    title: 'Risposta non compresa',
    detail:
      '{provider} ha dato una risposta che non comprendiamo: {detail}. Riprova; se resta, avvisa l’amministratore.',
  },
  'provider-rate-limited': {
    title: 'Fornitore occupato',
    detail: '{provider} ci chiede di rallentare. Si riprova da soli.',
  },
  'provider-unavailable': {
    title: 'Il fornitore non risponde',
    detail: '{provider} non risponde ({detail}). Si riprova da soli.',
  },
}
