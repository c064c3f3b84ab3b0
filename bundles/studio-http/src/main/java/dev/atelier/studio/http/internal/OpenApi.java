package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.studio.http.api.ApiPart;
import dev.atelier.studio.http.api.Principal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The description of this API in OpenAPI 3.1, made from the list of routes that are served. */
final class OpenApi {
    static final String PREFIX = "/graphics/api";
    private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");
    private static final String SCHEMAS = "openapi-schemas.json";

    private final String version;
    private final List<ApiRoute> routes;
    private final Supplier<List<ApiPart>> others;

    /** @param others that serve routes beside these */
    OpenApi(String version, List<ApiRoute> routes, Supplier<List<ApiPart>> others) {
        this.version = version;
        this.routes = routes;
        this.others = others;
    }

    ApiRoute route() {
        ApiRoute route = ApiRoute.open("GET", "/openapi.json", "This description", exchange -> answer(exchange));
        return new ApiRoute(
                route.method(),
                route.pattern(),
                route.access(),
                route.summary(),
                List.of(),
                null,
                200,
                null,
                true,
                (Exchange exchange, Principal who) -> answer(exchange));
    }

    private void answer(Exchange exchange) throws IOException {
        exchange.json(200, document());
    }

    ObjectNode document() {
        ObjectNode document = Json.object().put("openapi", "3.1.0");
        document.putObject("info").put("title", "Atelier studio").put("version", version);
        document.putArray("servers").addObject().put("url", PREFIX);
        ObjectNode paths = document.putObject("paths");
        for (ApiRoute route : routes) {
            ObjectNode path = paths.has(route.pattern())
                    ? (ObjectNode) paths.get(route.pattern())
                    : paths.putObject(route.pattern());
            path.set(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        ObjectNode schemas = schemas();
        for (ApiPart other : others.get()) {
            paths.setAll(other.paths());
            schemas.setAll(other.schemas());
        }
        ObjectNode components = document.putObject("components");
        components.set("schemas", schemas);
        components
                .putObject("securitySchemes")
                .putObject("key")
                .put("type", "http")
                .put("scheme", "bearer");
        return document;
    }

    private static ObjectNode operation(ApiRoute route) {
        ObjectNode operation = Json.object().put("summary", route.summary()).put("operationId", operationId(route));
        ArrayNode security = operation.putArray("security");
        if (route.access() != Access.OPEN) {
            security.addObject().putArray("key");
            ArrayNode roles = operation.putArray("x-roles");
            route.access().roles().stream()
                    .map(role -> role.wireName())
                    .sorted()
                    .forEach(roles::add);
        }
        ArrayNode parameters = operation.putArray("parameters");
        Matcher names = NAME.matcher(route.pattern());
        while (names.find()) {
            parameter(parameters, names.group(1), "path").put("required", true);
        }
        route.query().forEach(name -> parameter(parameters, name, "query"));
        String body = route.body();
        if (body != null) {
            content(operation.putObject("requestBody").put("required", true), body);
        }
        ObjectNode responses = operation.putObject("responses");
        ObjectNode good = responses.putObject(String.valueOf(route.status())).put("description", route.summary());
        String answer = route.answer();
        if (answer != null) {
            content(good, answer);
        }
        content(responses.putObject("default").put("description", "Why not"), "Error");
        return operation;
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String in) {
        ObjectNode parameter = parameters.addObject().put("name", name).put("in", in);
        parameter.putObject("schema").put("type", "string");
        return parameter;
    }

    private static void content(ObjectNode owner, String schema) {
        owner.putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/" + schema);
    }

    private static String operationId(ApiRoute route) {
        String words = route.pattern().replaceAll("[^a-zA-Z]+", "_").replaceAll("^_|_$", "");
        return route.method().toLowerCase(Locale.ROOT) + "_" + words;
    }

    private static ObjectNode schemas() {
        try (InputStream in = OpenApi.class.getResourceAsStream(SCHEMAS)) {
            return (ObjectNode) Json.parse(Objects.requireNonNull(in, SCHEMAS).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
