package dev.atelier.observability.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.MetricSource;
import dev.atelier.common.api.Readiness;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.RouteTable;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublicRoutesTest {
    private int status;
    private String type = "";
    private String body = "";

    @Test
    void aLivingProcessIsHealthy() throws Exception {
        call("/healthz", List.of(() -> Optional.of("not ready, but alive")), List.of());

        assertThat(status).isEqualTo(200);
        assertThat(json().path("ok").booleanValue()).isTrue();
    }

    @Test
    void aProcessIsReadyWhenNoRoomObjects() throws Exception {
        call("/readyz", List.of(Optional::empty), List.of());

        assertThat(status).isEqualTo(200);
        assertThat(json().path("reasons")).isEmpty();
    }

    @Test
    void aProcessThatStillStartsIsNotReadyThoughNoRoomObjects() throws Exception {
        call("/readyz", false, 1, List.of(Optional::empty), List.of());

        assertThat(status).isEqualTo(503);
        assertThat(json().path("reasons")).hasSize(1);
        assertThat(body).contains("still starting");
    }

    @Test
    void aProcessIsNotReadyBeforeEveryRoomThatIsThereIsHeard() throws Exception {
        call("/readyz", true, 2, List.of(Optional::empty), List.of());

        assertThat(status).isEqualTo(503);
        assertThat(body).contains("just coming up");
    }

    @Test
    void everyReasonIsGivenAndABrokenRoomIsOne() throws Exception {
        Readiness broken = () -> {
            throw new IllegalStateException("secret");
        };
        call("/readyz", List.of(() -> Optional.of("no engine serves"), broken), List.of());

        assertThat(status).isEqualTo(503);
        assertThat(json().path("reasons")).hasSize(2);
        assertThat(body).contains("no engine serves").doesNotContain("secret");
    }

    @Test
    void aBrokenSourceDoesNotHideTheFiguresOfOthers() throws Exception {
        MetricSource broken = sink -> sink.gauge("bad name", "Bad.", 1, Map.of());
        call("/metrics", List.of(), List.of(broken, sink -> sink.gauge("atelier_x", "X.", 1, Map.of())));

        assertThat(type).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(body).contains("atelier_x 1\n");
    }

    private JsonNode json() throws Exception {
        return Json.parse(body);
    }

    private void call(String pattern, List<Readiness> readiness, List<MetricSource> sources) throws Exception {
        call(pattern, true, readiness.size(), readiness, sources);
    }

    private void call(String pattern, boolean started, int rooms, List<Readiness> readiness, List<MetricSource> sources)
            throws Exception {
        Map<String, RouteTable.Handler> handlers = new HashMap<>();
        new PublicRoutes(new FakeHome(), started, rooms, readiness, sources).define(new RouteTable() {
            @Override
            public RouteTable route(String method, String path, Handler handler) {
                handlers.put(path, handler);
                return this;
            }
        });
        Objects.requireNonNull(handlers.get(pattern)).handle(exchange());
    }

    private Exchange exchange() {
        Object exchange = Proxy.newProxyInstance(
                PublicRoutesTest.class.getClassLoader(), new Class<?>[] {Exchange.class}, (self, called, args) -> {
                    status = (int) args[0];
                    if (called.getName().equals("json")) {
                        body = args[1].toString();
                    } else {
                        type = args[1].toString();
                        body = new String(((InputStream) args[3]).readAllBytes(), StandardCharsets.UTF_8);
                    }
                    return null;
                });
        return (Exchange) exchange;
    }

    private record FakeHome() implements Home {
        @Override
        public Path root() {
            return Path.of("");
        }

        @Override
        public Path installation() {
            return Path.of("");
        }

        @Override
        public String version() {
            return "1.2.3";
        }

        @Override
        public List<String> roles() {
            return List.of("worker");
        }
    }
}
