package dev.atelier.agent.formats.internal;

import dev.atelier.agent.formats.api.AgentDecoder;
import dev.atelier.agent.formats.api.AgentEvent.SessionEnd;
import dev.atelier.agent.formats.api.AgentListener;
import dev.atelier.agent.formats.api.AgentRun;
import dev.atelier.agent.formats.api.EventMeta;
import dev.atelier.agent.formats.api.RunEnd;
import dev.atelier.agent.formats.api.RunResult;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run: bytes to lines, lines to what its agent means by them, and at last how it ended. */
final class Decoder implements AgentDecoder {
    private final Session session;
    private final LineReader reader;
    private final LineFramer stdout;
    private final LineFramer stderr;
    private final StderrReader errors;
    private final boolean resultExpected;
    private @Nullable RunResult result;

    Decoder(AgentRun run, AgentFormat format, AgentListener listener) {
        this.session = new Session(run, listener);
        this.reader = run.plainText() ? new PlainText(session) : format.reader().apply(session);
        this.resultExpected = format.guaranteesResult() && !run.plainText();
        this.errors = new StderrReader(session, run.plainText() && format.progressOnStderr());
        int limit = run.limits().lineBytes();
        Runnable tooLong = () -> session.error("agent output line exceeded " + limit + " bytes; dropped");
        this.stdout = new LineFramer(limit, reader::line, tooLong);
        this.stderr = new LineFramer(limit, errors::line, tooLong);
    }

    @Override
    public void stdout(byte[] bytes, int offset, int length) {
        if (result == null) {
            stdout.feed(bytes, offset, length);
        }
    }

    @Override
    public void stderr(byte[] bytes, int offset, int length) {
        if (result == null) {
            stderr.feed(bytes, offset, length);
        }
    }

    @Override
    public void quiet(Duration silence) {
        if (result == null) {
            reader.quiet(silence, stdout.partial());
        }
    }

    @Override
    public RunResult finish(RunEnd end) {
        if (result != null) {
            return result;
        }
        stdout.finish();
        stderr.finish();
        reader.end();
        session.started(null);
        String tail = end.stderrTail() == null ? "" : end.stderrTail();
        RunResult verdict = session.verdict().of(end, resultExpected, errors.lastLine(tail));
        String error = verdict.error();
        session.emit(new SessionEnd(error), EventMeta.NONE);
        result = new RunResult(verdict.cause(), error == null ? null : session.masked(error));
        return result;
    }

    @Override
    public Optional<String> conversation() {
        return session.conversation();
    }

    @Override
    public Optional<Usage> usage() {
        return session.usage();
    }
}
