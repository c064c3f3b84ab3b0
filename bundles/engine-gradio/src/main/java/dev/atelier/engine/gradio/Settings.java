package dev.atelier.engine.gradio;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import java.util.List;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Where the app is, and what is known of it. Only the operator says; a task never does.
 *
 * @param base with a slash at its end; null when there is none, or what is given is no address
 * @param given whether any was
 * @param function of the app, without a slash before it; empty to find one
 */
record Settings(@Nullable HttpUrl base, boolean given, List<String> models, String function, String token) {
    private static final String SETTING = "gradio_endpoint_url";

    static Settings from(GradioConfig config) {
        return of(
                config.gradio__endpoint__url(),
                config.gradio__models(),
                config.gradio__api__name(),
                config.gradio__token());
    }

    static Settings of(String address, String models, String function, String token) {
        return new Settings(
                base(address.strip()),
                !address.isBlank(),
                models.isBlank()
                        ? List.of()
                        : List.of(models.strip().split("\\s+")).stream()
                                .distinct()
                                .toList(),
                function.strip().replaceFirst("^/+", ""),
                token.strip());
    }

    private static @Nullable HttpUrl base(String address) {
        HttpUrl url = HttpUrl.parse(address);
        if (url == null || !url.username().isEmpty() || !url.password().isEmpty()) {
            return null;
        }
        HttpUrl plain = url.newBuilder().query(null).fragment(null).build();
        return plain.encodedPath().endsWith("/")
                ? plain
                : plain.newBuilder().addPathSegment("").build();
    }

    Health health() {
        if (base != null) {
            return Health.OK;
        }
        return given
                ? Health.unavailable(
                        SETTING + " is no http or https address",
                        "write it as http://host:port, and a secret into gradio_token")
                : Health.unavailable("no address of a Gradio app", "put it into the setting " + SETTING);
    }

    HttpUrl required() throws EngineException {
        HttpUrl known = base;
        if (known == null) {
            Health health = health();
            throw new EngineException("not_configured", health.reason() + ": " + health.remedy(), false);
        }
        return known;
    }

    /** Without the token, which nobody needs to see. */
    @Override
    public String toString() {
        return "Settings[" + base + "]";
    }
}
