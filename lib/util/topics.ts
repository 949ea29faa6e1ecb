export interface Topics<Message> {
  publish(topic: string, message: Message): void;
  subscribe(topic: string, listener: (message: Message) => void): () => void;
  /** Drops every listener and refuses new ones. */
  clear(): void;
}

/** Listeners by topic; a topic without listeners costs nothing. */
export function createTopics<Message>(): Topics<Message> {
  type Entry = { listener: (message: Message) => void };
  const topics = new Map<string, Set<Entry>>();
  let open = true;
  return {
    publish: (topic, message) => {
      const entries = topics.get(topic);
      if (!entries) return;
      for (const entry of [...entries]) if (entries.has(entry)) deliver(entry.listener, message);
    },
    subscribe: (topic, listener) => {
      if (!open) return () => undefined;
      const entry: Entry = { listener };
      const entries = topics.get(topic) ?? new Set();
      topics.set(topic, entries.add(entry));
      return () => {
        entries.delete(entry);
        if (entries.size === 0 && topics.get(topic) === entries) topics.delete(topic);
      };
    },
    clear: () => {
      open = false;
      for (const entries of topics.values()) entries.clear();
      topics.clear();
    },
  };
}

/** A listener's bug must not keep the message from the others; it surfaces as an uncaught error. */
function deliver<Message>(listener: (message: Message) => void, message: Message): void {
  try {
    listener(message);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
