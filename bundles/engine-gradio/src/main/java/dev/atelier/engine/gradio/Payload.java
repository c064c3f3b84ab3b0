package dev.atelier.engine.gradio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.InputFiles;
import dev.atelier.engine.api.JobContext;
import java.io.IOException;
import java.nio.file.Path;
import okhttp3.HttpUrl;

/** The picture in what an app gave: the picture itself, or where it is to be had. */
final class Payload {
    private final Server server;
    private final String prefix;
    private final JobContext context;

    Payload(Server server, String prefix, JobContext context) {
        this.server = server;
        this.prefix = prefix;
        this.context = context;
    }

    Path file(JsonNode picture) throws EngineException {
        if (picture.isTextual()) {
            return text(picture.textValue());
        }
        if (picture.isArray() && !picture.isEmpty()) {
            return file(picture.get(0)); // of a gallery the first, and of a picture with its caption the picture
        }
        for (String member : new String[] {"image", "video", "file"}) {
            if (picture.path(member).isObject()) {
                return file(picture.get(member));
            }
        }
        // Its own address of the file may be that which it has behind a proxy, so its name goes first.
        if (isText(picture, "path")) {
            return stored(picture.get("path").textValue());
        }
        if (isText(picture, "url")) {
            return text(picture.get("url").textValue());
        }
        if (isText(picture, "data")) {
            return text(picture.get("data").textValue());
        }
        if (isText(picture, "name")) {
            return stored(picture.get("name").textValue());
        }
        throw new EngineException("gradio_answer", "unsupported gradio image payload", true);
    }

    private static boolean isText(JsonNode picture, String member) {
        return picture.path(member).isTextual()
                && !picture.path(member).textValue().isBlank();
    }

    private Path text(String text) throws EngineException {
        if (InputFiles.isData(text)) {
            return InputFiles.ofData(text, context.scratch());
        }
        if (!text.startsWith("http://") && !text.startsWith("https://")) {
            return fetched(server.at(text));
        }
        HttpUrl url = HttpUrl.parse(text);
        // Of others only what anybody may ask for: the app must not have this worker look into its own network.
        return url != null && server.ours(url) ? fetched(url) : context.input(text);
    }

    private Path stored(String path) throws EngineException {
        // It may hold any character, but for those that would end it.
        return fetched(server.at(
                prefix + "file=" + path.replace("%", "%25").replace("?", "%3F").replace("#", "%23")));
    }

    private Path fetched(HttpUrl url) throws EngineException {
        try {
            Path file = InputFiles.fresh(context.scratch());
            server.download(url, file);
            return InputFiles.named(file, "bin");
        } catch (IOException e) {
            throw EngineException.failed("the app's picture could not be written: " + e.getMessage(), e);
        } catch (Server.NotThere e) {
            throw EngineException.failed("gradio image fetch returned 404", e);
        }
    }
}
