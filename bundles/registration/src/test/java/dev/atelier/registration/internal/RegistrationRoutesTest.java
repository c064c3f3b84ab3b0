package dev.atelier.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.registration.api.Credentials;
import dev.atelier.registration.api.Registration;
import dev.atelier.registration.api.RegistrationState;
import dev.atelier.wire.api.StudioAddress;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RegistrationRoutesTest {
    private final List<String> answers = new ArrayList<>();

    /** Can be reset as often as it was rejected. */
    private static final class Rejections implements Registration {
        private int left;

        Rejections(int left) {
            this.left = left;
        }

        @Override
        public RegistrationState state() {
            return new RegistrationState.Pristine();
        }

        @Override
        public Optional<StudioAddress> studio() {
            return Optional.empty();
        }

        @Override
        public boolean expectsStudio() {
            return false;
        }

        @Override
        public Optional<Credentials> credentials() {
            return Optional.empty();
        }

        @Override
        public Subscription watch(Consumer<RegistrationState> watcher) {
            return () -> {};
        }

        @Override
        public boolean reset() {
            return left-- > 0;
        }
    }

    private void post(Registration registration) throws Exception {
        Map<String, RouteTable.Handler> handlers = new HashMap<>();
        new RegistrationRoutes(registration).define(new RouteTable() {
            @Override
            public RouteTable route(String method, String pattern, Handler handler) {
                handlers.put(method + " " + pattern, handler);
                return this;
            }
        });
        Exchange exchange = (Exchange) Proxy.newProxyInstance(
                Exchange.class.getClassLoader(), new Class<?>[] {Exchange.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("json")) {
                        answers.add(arguments[0] + " " + (JsonNode) arguments[1]);
                        return null;
                    }
                    return "test";
                });
        Objects.requireNonNull(handlers.get("POST /daemon/registration/reset")).handle(exchange);
    }

    @Test
    void aRejectionIsReset() throws Exception {
        post(new Rejections(1));

        assertThat(answers).containsExactly("202 {\"ok\":true}");
    }

    @Test
    void anythingElseIsRefused() {
        assertThatThrownBy(() -> post(new Rejections(0))).isInstanceOfSatisfying(HttpError.class, error -> {
            assertThat(error.status()).isEqualTo(409);
            assertThat(error.code()).isEqualTo("not_rejected");
        });
    }
}
