/**
 * What can go wrong, and what happens then. A row needs a test whose title names its id, unless `later` says why not;
 * `partly` says what of a row is not shown.
 */
export const FAULTS = [
  {
    about: "The browser",
    rows: [
      [
        "F1",
        "the tab is closed during an answer",
        "the turn goes on; a page that opens later has the whole text",
      ],
      ["F2", "a reload during an answer", "the text so far is there at once, once, and goes on"],
      ["F3", "the tab sleeps", "on waking the page asks for a sign of life, and comes back at once"],
      ["F4", "the browser goes offline", "the page says so; what is written meanwhile is sent once, later"],
      [
        "F5",
        "the socket dies between a message and its answer",
        "the same command is sent again; one message",
      ],
      ["F6", "a double click on Send", "one message"],
      ["F7", "two tabs send at the same moment", "one turn and one queued message, in one order everywhere"],
      ["F8", "two tabs want to run one call", "one claim is taken, the other tab runs nothing"],
      [
        "F9",
        "the tab goes away before its tool has begun",
        "reads move on; what had been claimed is unknown, and said to be",
      ],
      [
        "F10",
        "the tab goes away after its tool has run",
        "the kept outcome is sent after the reload; nothing runs twice",
      ],
      ["F11", "the outcome of a call is sent twice", "the second is refused and changes nothing"],
      ["F12", "two outcomes for one call", "the first one counts"],
      ["F13", "an outcome after the call was given up", "it is refused, and the model does not get it"],
      ["F14", "a tool that never ends", "it is given up at its limit; the page stays usable"],
      ["F15", "a tool returns far too much, or no JSON", "the outcome is an error, or cut with a mark"],
      ["F16", "the browser's storage is full or refused", "memory stands in; the session works"],
      ["F17", "the browser's clock is wrong", "order comes from the log, times from the server"],
      ["F18", "a page older than the server", "it is told to reload, and keeps its draft"],
      [
        "F19",
        "something on the way refuses WebSockets",
        "the page says that it cannot connect and keeps trying",
      ],
      ["F20", "a very long session is opened", "it comes in pieces, without what finished items do not need"],
    ],
  },
  {
    about: "Between the page and the server",
    rows: [
      [
        "F21",
        "the connection is dead and nobody says so",
        "the page drops it within 30 s and comes back; the server lets go of it",
      ],
      ["F22", "a page reads too slowly", "it gets bigger pieces, then is cut and resumes; nobody else waits"],
      ["F23", "a page answers pings and reads nothing", "bytes count, not pings: the same as a slow one"],
      [
        "F24",
        "very many pages come back at once",
        "upgrades are limited, reads of the log shared, waits random",
      ],
      [
        "F25",
        "frames arrive out of order or with a gap",
        "the page applies nothing of them and asks from its cursor",
      ],
      ["F26", "doorbells are lost", "the next ring, or the next look, brings what was missed"],
      ["F27", "a frame that is no frame", "that socket is closed; no other notices"],
      ["F28", "a frame that is too large, or in too many pieces", "that socket is closed"],
      ["F29", "a command arrives twice", "it happens once"],
      [
        "F30",
        "a cursor from the future, or of another history",
        "the page starts again from nothing; never a mixture",
      ],
      [
        "F31",
        "a cursor before what the log leaves out",
        "the rest arrives with whole items in place of their pieces",
      ],
      ["F32", "a link or an identity ends while the page is open", "access is looked up again, and ends"],
    ],
  },
  {
    about: "The server and its store",
    rows: [
      ["F33", "killed between a command and its answer", "the command is sent again; the turn starts once"],
      [
        "F34",
        "killed between a request and its first event",
        "the request is made once more, never where it may have had effects",
      ],
      [
        "F35",
        "killed during an answer",
        "the text so far stays, the turn ends as interrupted; no two answers are glued",
      ],
      ["F36", "killed at the end of an answer", "what was committed is delivered from the log"],
      ["F37", "killed around a call of a tool", "the call is rebuilt from the log; one outcome"],
      [
        "F38",
        "the disk is full",
        "commands are refused as storage_full, reading goes on, and it recovers by itself",
      ],
      ["F39", "a write or sync fails", "the server ends rather than promise what it cannot know"],
      [
        "F40",
        "power is cut: the log file is cut anywhere",
        "what was promised is there; a page that knows more is told to start again",
      ],
      ["F41", "the store is slow", "pieces get bigger, commands wait, and the wait has a limit"],
      ["F42", "the store is away for a while", "nothing is acknowledged without a commit"],
      ["F43", "a commit whose answer is lost", "ids are unique in the store: the repeat is a duplicate"],
      ["F44", "two servers on one data folder", "the second one refuses to start"],
      ["F45", "the server's clock jumps", "leases and deadlines hold"],
      ["F46", "two owners of one session", "the stale one writes nothing and lets go"],
      [
        "F47",
        "Redis fails over",
        "hints are lost, facts are not",
        { later: "there is no Redis in this product yet" },
      ],
      [
        "F48",
        "the owner cannot reach Postgres",
        "it stops answering",
        { later: "there is no Postgres in this product yet" },
      ],
      ["F49", "a deploy with turns in flight", "sockets end with 1012; pages come back and resume"],
      [
        "F50",
        "page and server of different versions",
        "additions are ignored or shown as unknown; else the page is told to reload",
      ],
      ["F51", "a session whose log breaks the server", "that session is refused; others do not notice"],
      ["F52", "memory of sessions that nobody uses", "they are let go of"],
      ["F53", "the event loop is blocked", "inputs are bounded, and a stall is logged"],
      ["F54", "an error that nobody awaits", "sockets keep their listeners for life; the process goes on"],
      ["F55", "no file descriptors are left", "new connections are refused, and health says so"],
    ],
  },
  {
    about: "The model's provider",
    rows: [
      [
        "F56",
        "the connection drops before the first event",
        "asked once more on a new connection, with the whole input",
      ],
      ["F57", "the connection drops during an answer", "the text stays, and the turn ends as interrupted"],
      ["F58", "an answer is complete, and cannot be committed", "nobody is told that it is done"],
      [
        "F59",
        "the provider's limit on a connection's age",
        "the connection is replaced between responses; nothing runs twice",
      ],
      [
        "F60",
        "the provider has forgotten the previous response",
        "asked once more with the whole input, made from the log",
      ],
      ["F61", "the provider falls silent", "the silence has a limit, and the turn says what happened"],
      ["F62", "more requests than the provider runs at once", "one a lane, and the rest wait here"],
      ["F63", "more lanes than the provider has", "names are used again"],
      [
        "F64",
        "frames that are malformed, unknown or another response's",
        "unknown ones are passed over, the rest ends the connection or is dropped",
      ],
      [
        "F65",
        "events out of order, repeated, or after the end",
        "the order holds, and the final text counts",
      ],
      [
        "F66",
        "calls with bad arguments, unknown names or a repeated id",
        "the model gets an error; nothing runs",
      ],
      [
        "F67",
        "rate limits, outages, a revoked key, no credit",
        "waits that are short are waited for; the rest is said as it is",
      ],
      ["F68", "a stop races the end of an answer", "what the log has first counts"],
      ["F69", "a model that calls tools for ever", "rounds and time have limits"],
      ["F70", "text for a turn that waits for a tool", "it waits, durably, and goes with the next request"],
    ],
  },
  {
    about: "People and access",
    rows: [
      ["F71", "a link is revoked while it is watched", "its viewers are cut at once"],
      ["F72", "the right to write ends while somebody writes", "the command is refused, and the text stays"],
      ["F73", "a session is deleted while it is watched", "its viewers are told that it was deleted"],
      ["F74", "a guest watches, and a tool is called", "the call goes to the owner's pages only"],
    ],
  },
];

/** Rows whose tests are still to be written or named. */
export const NOT_YET = ["F72"];

/** What is promised, and where that is shown: rules, rows of the table, proofs. */
export const PROMISES = [
  [
    "P1",
    "A message that was accepted is not lost: it is on the disk before anybody is told.",
    ["CMD-2", "CMD-6", "F5", "F33", "T4", "T7"],
  ],
  [
    "P2",
    "Nobody sees an event twice, out of order, or with one missing in between.",
    ["LOG-6", "RES-1", "RES-2", "RES-6", "F25", "T1", "T7", "T15"],
  ],
  [
    "P3",
    "A running turn survives its pages and their connections. Where the server or the connection to the model ends, the turn ends or goes on, and says so.",
    ["OWN-1", "OWN-3", "UP-1", "UP-3", "F1", "F57", "T4", "T7"],
  ],
  [
    "P4",
    "A tool with effects runs at most once for each call that was allowed; where nobody knows the outcome, that is what is said.",
    ["TOOL-4", "TOOL-6", "TOOL-8", "F8", "F10", "F37", "T7"],
  ],
  [
    "P5",
    "A page that comes back gets what it missed from its cursor on, however much that is.",
    ["RES-1", "RES-4", "RES-12", "F20", "T12", "T15"],
  ],
  ["P6", "A slow page does not slow the others.", ["RES-10", "RES-11", "F22", "T11"]],
  ["P7", "A link that is revoked ends for those who follow it, at once.", ["SHARE-2", "F71"]],
];
