package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.jobs.api.WorkerLog;
import java.lang.reflect.Proxy;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;

class OsgiLogFeedTest {
    private final WorkerLogRing log = new WorkerLogRing(new RecordingHub(), Clock.systemUTC());
    private final OsgiLogFeed feed = new OsgiLogFeed(log);

    private static LogEntry entry(LogLevel level, String logger, String message) {
        return (LogEntry) Proxy.newProxyInstance(
                OsgiLogFeedTest.class.getClassLoader(),
                new Class<?>[] {LogEntry.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getLogLevel" -> level;
                    case "getLoggerName" -> logger;
                    default -> message;
                });
    }

    @Test
    void linesOfOtherBundlesAppearUnderTheirShortName() {
        feed.logged(entry(LogLevel.WARN, "dev.atelier.http.internal.Router", "route missing"));

        var line = log.after(0).entries().get(0);
        assertThat(line.level()).isEqualTo(WorkerLog.Level.WARN);
        assertThat(line.category()).isEqualTo("Router");
        assertThat(line.message()).isEqualTo("route missing");
    }

    @Test
    void detailsAndWhatIsThereAlreadyAreLeftOut() {
        feed.logged(entry(LogLevel.DEBUG, "a.B", "detail"));
        feed.logged(entry(LogLevel.INFO, JobVoice.LOGGER, "said before"));

        assertThat(log.seq()).isZero();
    }
}
