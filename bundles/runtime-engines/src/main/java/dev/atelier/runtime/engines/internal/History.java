package dev.atelier.runtime.engines.internal;

import dev.atelier.engine.api.Task;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.WorkerIntent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model is told of a conversation: as much of its end as fits, in turns, with what was ordered up front. */
final class History {
    /** The model has rules of its own for what is still too much; this keeps the job's record small. */
    static final int MOST_CHARACTERS = 32_000;

    static final int MOST_ENTRIES = 128;

    private final List<Task.Message> messages;
    private final String system;

    private History(List<Task.Message> messages, String system) {
        this.messages = messages;
        this.system = system;
    }

    List<Task.Message> messages() {
        return messages;
    }

    String system() {
        return system;
    }

    /** @param said what is to be answered; the transcript may hold it already as its last entry */
    static History of(WorkerIntent intent, List<TranscriptEntry> transcript, String said) {
        List<String> orders = new ArrayList<>();
        orders.add(purpose(intent));
        List<TranscriptEntry> talk = new ArrayList<>();
        for (TranscriptEntry entry : transcript) {
            if (entry.role() != TranscriptEntry.Role.SYSTEM) {
                talk.add(entry);
            } else if (!report(entry.content())) {
                orders.add(entry.content().strip());
            }
        }
        if (!talk.isEmpty() && same(talk.get(talk.size() - 1), said)) {
            talk.remove(talk.size() - 1);
        }
        return new History(turns(talk, said), String.join("\n\n", orders));
    }

    /** What the runtime wrote itself of tools and failures says nothing to a model. */
    private static boolean report(String content) {
        return content.startsWith("error: ") || content.startsWith("tool result ");
    }

    private static boolean same(TranscriptEntry last, String said) {
        return last.role() == TranscriptEntry.Role.USER && last.content().equals(said);
    }

    /** Templates want the two sides to alternate, and one side to begin: the user's. */
    private static List<Task.Message> turns(List<TranscriptEntry> talk, String said) {
        Deque<Task.Message> turns = new ArrayDeque<>();
        turns.add(new Task.Message("user", said));
        int left = MOST_CHARACTERS - said.length();
        for (int i = talk.size() - 1; i >= 0; i--) {
            TranscriptEntry entry = talk.get(i);
            left -= entry.content().length();
            if (left < 0) {
                break;
            }
            String role = entry.role() == TranscriptEntry.Role.USER ? "user" : "assistant";
            Task.Message next = turns.getFirst();
            if (next.role().equals(role)) {
                turns.removeFirst();
                turns.addFirst(new Task.Message(role, entry.content() + "\n\n" + next.content()));
            } else {
                turns.addFirst(new Task.Message(role, entry.content()));
            }
        }
        if (!turns.getFirst().role().equals("user")) {
            turns.removeFirst();
        }
        return List.copyOf(turns);
    }

    private static String purpose(WorkerIntent intent) {
        if (intent instanceof WorkerIntent.Task task) {
            return "You work on this task: " + task.objective().strip();
        }
        if (intent instanceof WorkerIntent.Role role) {
            return "You act as: " + role.role().strip().replace('_', ' ') + said(role.purpose());
        }
        return "You are a helpful assistant." + said(((WorkerIntent.Assistant) intent).purpose());
    }

    private static String said(@Nullable String purpose) {
        return purpose == null || purpose.isBlank() ? "" : " What for: " + purpose.strip();
    }
}
