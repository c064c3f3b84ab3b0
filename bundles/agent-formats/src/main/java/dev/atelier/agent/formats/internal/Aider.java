package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.formats.api.AgentEvent.AskUserQuestion;
import dev.atelier.agent.formats.api.AgentEvent.Change;
import dev.atelier.agent.formats.api.AgentEvent.CommandExecution;
import dev.atelier.agent.formats.api.AgentEvent.FileChange;
import dev.atelier.agent.formats.api.AgentEvent.Thinking;
import dev.atelier.agent.formats.api.AgentEvent.ToolUse;
import dev.atelier.agent.formats.api.EventMeta;
import dev.atelier.common.api.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Aider's plain text: a banner, paragraphs, edit blocks, and lines that tell what it did. */
final class Aider implements LineReader {
    static final AgentFormat FORMAT = new AgentFormat("aider", false, false, false, Aider::new);

    private static final Duration PROMPT = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Session session;
    private final Paragraph paragraph;
    private final AiderFiles files;
    private boolean banner = true;
    private boolean thinking;
    private boolean afterEdit;
    private @Nullable AiderEdit edit;
    /** A rule is dropped before a heading only, so it waits for the next line. */
    private @Nullable String rule;
    /** The prompt on the unfinished line that was told already. */
    private @Nullable String asked;

    Aider(Session session) {
        this.session = session;
        this.paragraph = new Paragraph(session.run().limits().textBytes());
        this.files = new AiderFiles(session);
    }

    @Override
    public void line(String raw) {
        String whole = Ansi.shown(raw);
        String line = whole.stripTrailing();
        String told = asked;
        asked = null;
        if (edit != null) {
            inEdit(edit, whole);
        } else if (told == null || !whole.startsWith(told)) {
            outside(line);
        }
    }

    @Override
    public void quiet(Duration silence, String partial) {
        String shown = Ansi.shown(partial);
        Optional<AiderLine.Question> question = AiderLine.question(shown);
        if (edit == null
                && asked == null
                && silence.compareTo(PROMPT) >= 0
                && question.isPresent()
                && !question.get().answered()) {
            asked = shown.stripTrailing();
            opened();
            ask(question.get());
        }
        if (silence.compareTo(PAUSE) >= 0) {
            tell();
        }
    }

    @Override
    public void end() {
        if (edit != null) {
            session.says(edit.text());
            edit = null;
        }
        held();
        tell();
    }

    private void inEdit(AiderEdit block, String line) {
        if (block.add(line)) {
            edit = null;
            afterEdit = true;
            files.edited(block.path());
            did();
            session.emit(new ToolUse("edit_block", block.input()), EventMeta.NONE);
        } else if (block.tooLong()) {
            edit = null;
            says(block.text());
        }
    }

    private void outside(String line) {
        if (afterEdit) {
            afterEdit = false;
            if (AiderLine.fence(line)) {
                return;
            }
        }
        if (banner && inBanner(line)) {
            return;
        }
        opened();
        if (AiderLine.thinking(line) || AiderLine.answer(line)) {
            rule = null;
            tell();
            thinking = AiderLine.thinking(line);
            return;
        }
        held();
        if (AiderLine.rule(line)) {
            rule = line;
        } else if (line.isEmpty()) {
            tell();
        } else if (!problem(line) && (thinking || !structural(line))) {
            paragraph.add(line, this::tellAs);
        }
    }

    private boolean inBanner(String line) {
        Matcher model = AiderLine.MODEL.matcher(line);
        if (model.matches()) {
            session.started(model.group(1));
            return true;
        }
        return AiderLine.banner(line);
    }

    private void opened() {
        banner = false;
        session.started(null);
    }

    private boolean problem(String line) {
        boolean fatal = AiderLine.fatal(line);
        if (!fatal && (thinking || !AiderLine.error(line))) {
            return false;
        }
        tell();
        session.error(line);
        if (fatal) {
            session.verdict().failed(line);
            session.verdict()
                    .unauthorized(AiderLine.AUTHENTICATION.matcher(line).matches());
        }
        return true;
    }

    private boolean structural(String line) {
        if (AiderLine.search(line)) {
            begin(line);
            return true;
        }
        if (AiderLine.dropped(line)) {
            tell();
            return true;
        }
        Optional<AiderLine.Question> question = AiderLine.question(line);
        if (question.isPresent()) {
            if (question.get().answered()) {
                tell();
            } else {
                ask(question.get());
            }
            return true;
        }
        return applied(line)
                || when(AiderLine.CREATING, line, files::creating)
                || when(AiderLine.COMMIT, line, what -> {
                    did();
                    session.emit(new CommandExecution("git commit", 0, what), EventMeta.NONE);
                })
                || when(AiderLine.RUNNING, line, command -> {
                    JsonNode input = Json.object().put("command", command);
                    session.emit(new ToolUse("shell", input), EventMeta.NONE);
                });
    }

    private boolean applied(String line) {
        return when(AiderLine.APPLIED, line, path -> {
            did();
            Change change = files.applied(path);
            session.emit(new FileChange(session.paths().shown(path), change, null, null), EventMeta.NONE);
        });
    }

    private boolean when(Pattern kind, String line, Consumer<String> then) {
        Matcher found = kind.matcher(line);
        if (!found.matches()) {
            return false;
        }
        tell();
        then.accept(found.group(1).strip());
        return true;
    }

    private void ask(AiderLine.Question question) {
        tell();
        session.emit(new AskUserQuestion(question.text(), question.options()), EventMeta.NONE);
    }

    private void begin(String line) {
        int intro = paragraph.endsWith(AiderLine::fence) ? 2 : 1;
        List<String> before = paragraph.takeLast(intro);
        tell();
        edit = new AiderEdit(before, line, files.named(before));
    }

    private void held() {
        if (rule != null) {
            String line = rule;
            rule = null;
            paragraph.add(line, this::tellAs);
        }
    }

    private void tell() {
        paragraph.tell(this::tellAs);
    }

    private void tellAs(String text) {
        if (thinking) {
            session.emit(new Thinking(text), EventMeta.NONE);
        } else {
            says(text);
        }
    }

    private void says(String text) {
        did();
        session.says(text);
    }

    /** The request got through after all. */
    private void did() {
        session.verdict().recovered();
    }
}
