package dev.atelier.engine.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.formats.api.AgentEvent;
import dev.atelier.agent.formats.api.AgentEvent.AskUserQuestion;
import dev.atelier.agent.formats.api.ControlRequest;
import dev.atelier.agent.formats.api.EventMeta;
import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.launch.AgentInput;
import dev.atelier.engine.agent.launch.AgentProgram.Answering;
import dev.atelier.engine.agent.run.SessionServer.Asked;
import dev.atelier.wire.agent.api.Question;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an agent wants to know of people, and how the answers reach it: as it asked for leave, as a line, or as the prompt
 * of its next run. One thread's.
 */
final class Questions {
    private static final String UNANSWERED = "No answer within the time limit. Continue with your best judgement.";
    private static final int MOST_OPEN = 32;
    private static final Pattern SECRET =
            Pattern.compile("password|passphrase|secret|token|api key", Pattern.CASE_INSENSITIVE);

    private final SessionServer server;
    private final Answering answering;
    private final long patience;
    private final Function<String, SessionServer.Replies> replies;
    private final Consumer<Secret> confided;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Map<String, Leave> leaves = new LinkedHashMap<>();
    private final List<String> forNextRun = new ArrayList<>();
    private boolean wentOn;

    /** @param group what is answered together; null for a question by itself */
    private record Open(
            Asked asked, AskUserQuestion question, @Nullable String group, boolean secret, long deadline) {}

    /** Leave that an agent waits for, with the answers it will carry. */
    private record Leave(ControlRequest request, Map<String, String> answers) {}

    /**
     * @param patience nanoseconds
     * @param replies hands what becomes of a question, by its id, to the run's thread
     * @param confided told of an answer that nobody may see, before the agent is
     */
    Questions(
            SessionServer server,
            Answering answering,
            long patience,
            Function<String, SessionServer.Replies> replies,
            Consumer<Secret> confided) {
        this.server = server;
        this.answering = answering;
        this.patience = patience;
        this.replies = replies;
        this.confided = confided;
    }

    boolean any() {
        return !open.isEmpty();
    }

    int count() {
        return open.size();
    }

    void asked(AskUserQuestion question, EventMeta meta, long now) {
        if (open.size() >= MOST_OPEN) {
            return; // told as an event; nobody could answer so many
        }
        boolean secret = meta.secret()
                || (question.options().isEmpty()
                        && SECRET.matcher(question.question()).find());
        Asked asked = new Asked(
                UUID.randomUUID().toString(), question.question(), type(question, secret), question.options());
        String group = meta.requestId() == null ? meta.callId() : meta.requestId();
        open.put(asked.id(), new Open(asked, question, group, secret, now + patience));
        wentOn = false;
        server.ask(asked, replies.apply(asked.id()));
    }

    /** The agent waits for leave to ask; what it asks comes, or came, by itself. */
    void leave(ControlRequest request) {
        leaves.put(request.requestId(), new Leave(request, new LinkedHashMap<>()));
    }

    /** The agent uses a tool: it has not stopped in order to ask. */
    void toolUsed() {
        wentOn = true;
    }

    /** An agent that has done its work and went on after it asked in passing needs no answer any more. */
    void forgetPassing() {
        if (wentOn) {
            open.values().removeIf(each -> {
                boolean passing = leaveOf(each) == null;
                if (passing) {
                    server.withdraw(each.asked(), false);
                }
                return passing;
            });
        }
    }

    /** Leave to ask for nothing is no leave. Once all that came with the request is read. */
    void settle(Stdin stdin) {
        leaves.values().removeIf(leave -> {
            boolean empty = leave.answers().isEmpty() && open.values().stream().noneMatch(each -> of(leave, each));
            if (empty) {
                stdin.write(AgentInput.denied(leave.request().requestId(), "There was no question."));
            }
            return empty;
        });
    }

    void withdrawn(String requestId) {
        Leave leave = leaves.remove(requestId);
        if (leave != null) {
            withdrawAllOf(leave);
        }
    }

    private void withdrawAllOf(Leave leave) {
        open.values().removeIf(each -> {
            boolean gone = of(leave, each);
            if (gone) {
                server.withdraw(each.asked(), false);
            }
            return gone;
        });
    }

    /** @return what the agent is told, for others to see; empty for a question that is over */
    Optional<AgentEvent> answer(String id, String text, @Nullable Stdin stdin) {
        Open question = open.remove(id);
        if (question == null) {
            return Optional.empty();
        }
        if (question.secret()) {
            confided.accept(new Secret(text));
        }
        deliver(question, text, stdin);
        return Optional.of(new AgentEvent.UserResponse(question.secret() ? "***" : text));
    }

    private void deliver(Open question, String text, @Nullable Stdin stdin) {
        Leave leave = leaveOf(question);
        if (leave != null && stdin != null) {
            leave.answers().put(question.question().question(), text);
            if (open.values().stream().noneMatch(each -> of(leave, each))) {
                leaves.remove(leave.request().requestId());
                JsonNode input = leave.request().input();
                stdin.write(AgentInput.answered(leave.request().requestId(), input, leave.answers()));
            }
        } else if (answering == Answering.CONTROL && stdin != null && stdin.isOpen()) {
            stdin.write(AgentInput.says(text));
        } else if (answering == Answering.LINE && stdin != null) {
            boolean chosen = !question.question().options().isEmpty() && !text.isBlank();
            String line = chosen ? text.strip().substring(0, 1).toLowerCase(Locale.ROOT) : text;
            stdin.write((line.replaceAll("\\R", " ") + "\n").getBytes(StandardCharsets.UTF_8));
        } else {
            forNextRun.add(text);
        }
    }

    /** Nanoseconds until the first of them is too old. */
    long left(long now) {
        return open.values().stream()
                .mapToLong(each -> Math.max(0, each.deadline() - now))
                .min()
                .orElse(Clocks.NEVER);
    }

    /** Gives up what nobody answered. @return whether there was something */
    boolean giveUp(long now, @Nullable Stdin stdin) {
        return giveUp(each -> each.deadline() - now <= 0, stdin);
    }

    /** Gives up what nobody can answer. @return whether it was still open */
    boolean giveUp(String id, @Nullable Stdin stdin) {
        return giveUp(each -> each.asked().id().equals(id), stdin);
    }

    private boolean giveUp(Predicate<Open> which, @Nullable Stdin stdin) {
        List<Open> late = open.values().stream().filter(which).toList();
        for (Open each : late) {
            open.remove(each.asked().id());
            server.withdraw(each.asked(), true);
        }
        for (Open each : late) {
            Leave leave = leaveOf(each);
            if (leave != null && stdin != null) {
                leaves.remove(leave.request().requestId());
                stdin.write(AgentInput.denied(leave.request().requestId(), UNANSWERED));
                withdrawAllOf(leave); // the agent goes on without any of its answers
            } else if (answering == Answering.LINE && stdin != null) {
                stdin.write("\n".getBytes(StandardCharsets.UTF_8));
            }
        }
        return !late.isEmpty();
    }

    /** Whether the agent has ended its run only because it asked. */
    boolean holdsNextRun() {
        return answering == Answering.NEXT_RUN && !wentOn && (any() || !forNextRun.isEmpty());
    }

    /** The prompt of the next run, once nothing is open any more; empty when there is none. */
    Optional<String> nextPrompt() {
        if (any() || forNextRun.isEmpty()) {
            return Optional.empty();
        }
        String prompt = String.join("\n", forNextRun);
        forNextRun.clear();
        return Optional.of(prompt);
    }

    /** @return how many were open */
    int withdrawAll() {
        int count = open.size();
        open.values().forEach(each -> server.withdraw(each.asked(), false));
        open.clear();
        leaves.clear();
        forNextRun.clear();
        return count;
    }

    private @Nullable Leave leaveOf(Open question) {
        return leaves.values().stream()
                .filter(each -> of(each, question))
                .findFirst()
                .orElse(null);
    }

    private static boolean of(Leave leave, Open question) {
        String group = question.group();
        return group != null
                && (group.equals(leave.request().requestId())
                        || Objects.equals(group, leave.request().callId()));
    }

    private static Question.Type type(AskUserQuestion question, boolean secret) {
        if (question.options().isEmpty()) {
            return secret ? Question.Type.PASSWORD : Question.Type.TEXT;
        }
        List<String> options = question.options().stream()
                .map(option -> option.toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
        return options.equals(List.of("no", "yes")) ? Question.Type.CONFIRM : Question.Type.SELECT;
    }
}
