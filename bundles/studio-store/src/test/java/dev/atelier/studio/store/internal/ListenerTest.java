package dev.atelier.studio.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

class ListenerTest {
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicBoolean alive = new AtomicBoolean(true);

    @Test
    void aConnectionThatDiedWithoutAWordIsReplacedAndEverythingMayHaveChanged() {
        AtomicInteger keys = new AtomicInteger();
        AtomicInteger jobs = new AtomicInteger();
        try (Listener listener = new Listener(this::connection, Duration.ofMillis(1))) {
            listener.on(Others.KEYS, keys::incrementAndGet);
            var unused = listener.jobs(jobId -> {
                assertThat(jobId).isNull();
                jobs.incrementAndGet();
            });
            await().until(() -> opened.get() == 1);

            alive.set(false);

            await().until(() -> opened.get() > 1 && keys.get() > 0 && jobs.get() > 0);
        }
    }

    /** Says nothing, and answers that it is well for as long as it is alive. */
    private Connection connection() {
        if (opened.incrementAndGet() > 1) {
            alive.set(true);
        }
        PGConnection silent = proxy(PGConnection.class, method -> {
            Thread.onSpinWait();
            return new PGNotification[0];
        });
        return proxy(Connection.class, method -> switch (method) {
            case "createStatement" -> proxy(Statement.class, call -> call.equals("execute") ? false : null);
            case "unwrap" -> silent;
            case "isValid" -> alive.get();
            default -> null;
        });
    }

    private interface Call {
        @Nullable
        Object answer(String method);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> call.answer(method.getName())));
    }
}
