package dev.atelier.containers.internal;

import dev.atelier.containers.api.EngineException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that ends its connection when it is closed. */
final class OwnedInput extends FilterInputStream {
    private final HttpExchange exchange;

    private OwnedInput(InputStream body, HttpExchange exchange) {
        super(body);
        this.exchange = exchange;
    }

    static InputStream of(HttpExchange exchange, EngineHttp http) throws EngineException {
        try {
            return new OwnedInput(exchange.body(), exchange);
        } catch (IOException e) {
            try (exchange) {
                throw http.told(e);
            } catch (EngineException told) {
                throw told;
            } catch (IOException closing) {
                throw http.told(closing);
            }
        }
    }

    @Override
    public void close() throws IOException {
        exchange.close();
    }
}
