package dev.atelier.studio.gateway.internal;

import dev.atelier.engine.api.Task;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.dispatch.api.Queue.Submitted;
import dev.atelier.studio.store.api.JobIds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * A request that is made once however often it is sent: its jobs are found again by route and key. What was asked for is
 * told by the ends of their ids, so that a key that is used for something else can be refused.
 */
final class Once {
    /** The half of an id that is nothing but chance otherwise, with the dash in its middle. */
    private static final int TAIL = 17;

    private final String key;
    private final long asked;

    private Once(String key, long asked) {
        this.key = key;
        this.asked = asked;
    }

    static Once of(Order order, String key) {
        MessageDigest digest = sha256();
        add(digest, order.model().id());
        for (Task task : order.tasks()) {
            String text = Desk.text(task);
            for (Uploads.Kept kept : order.inputs()) {
                text = text.replace(kept.id(), kept.digest()); // the same file again has another address
            }
            add(digest, text);
        }
        return new Once(
                order.route() + "/" + key, ByteBuffer.wrap(digest.digest()).getLong());
    }

    /** Of one of its jobs. */
    String key(int number) {
        return "gateway/" + number + "/" + key;
    }

    String newId() {
        String fresh = JobIds.next();
        long variant = (asked & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return fresh.substring(0, fresh.length() - TAIL) + tail(new UUID(0, variant).toString());
    }

    /** The job, unless it was made for another request. */
    Submitted checked(Submitted job) {
        if (!job.fresh() && !tail(job.job().id()).equals(tail(newId()))) {
            throw Errors.failed(
                    422, "idempotency_key_reused", "this Idempotency-Key was sent with another request before");
        }
        return job;
    }

    static HttpError timeout() {
        return HttpError.json(
                504, "timeout", "the job has not ended in time; it goes on, and the same Idempotency-Key finds it");
    }

    private static String tail(String id) {
        return id.substring(Math.max(0, id.length() - TAIL));
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
