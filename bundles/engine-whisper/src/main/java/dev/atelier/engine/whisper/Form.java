package dev.atelier.engine.whisper;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A form with texts and files in it, as a browser would send it. */
final class Form {
    private final String boundary = UUID.randomUUID().toString();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Form with(String name, String value) {
        head("name=\"" + name + "\"\r\n");
        out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
        text("\r\n");
        return this;
    }

    Form withFile(String name, String filename, String type, byte[] content) {
        head("name=\"" + name + "\"; filename=\"" + filename + "\"\r\nContent-Type: " + type + "\r\n");
        out.writeBytes(content);
        text("\r\n");
        return this;
    }

    private void head(String rest) {
        text("--" + boundary + "\r\nContent-Disposition: form-data; " + rest + "\r\n");
    }

    private void text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    String type() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /** All of it, once. */
    byte[] bytes() {
        text("--" + boundary + "--\r\n");
        return out.toByteArray();
    }
}
