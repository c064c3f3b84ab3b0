package dev.atelier.wire.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Secret;
import dev.atelier.wire.api.LogEntry;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.RejectCode;
import dev.atelier.wire.api.WorkerFrame;
import dev.atelier.wire.api.WorkerFrame.Accept;
import dev.atelier.wire.api.WorkerFrame.CompleteJson;
import dev.atelier.wire.api.WorkerFrame.Fail;
import dev.atelier.wire.api.WorkerFrame.Heartbeat;
import dev.atelier.wire.api.WorkerFrame.Hello;
import dev.atelier.wire.api.WorkerFrame.LogBatch;
import dev.atelier.wire.api.WorkerFrame.ReadyForMore;
import dev.atelier.wire.api.WorkerFrame.Reject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Frames of the worker: told apart by {@code type}. */
public final class WorkerFrameJson {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final WorkerFrame.Cases<Writer> WRITE = new WorkerFrame.Cases<>() {
        @Override
        public Writer hello(Hello frame) {
            return typed("hello")
                    .text("authToken", frame.authToken().value())
                    .object("capabilities", CapabilitiesJson.write(frame.capabilities()));
        }

        @Override
        public Writer heartbeat(Heartbeat frame) {
            return typed("heartbeat")
                    .object("capabilities", CapabilitiesJson.write(frame.capabilities()))
                    .text("currentJobId", frame.currentJobId());
        }

        @Override
        public Writer accept(Accept frame) {
            return typed("accept").text("jobId", frame.jobId());
        }

        @Override
        public Writer reject(Reject frame) {
            RejectCode code = frame.code();
            return typed("reject")
                    .text("jobId", frame.jobId())
                    .text("reason", frame.reason())
                    .text("code", code == null ? null : code.wireName());
        }

        @Override
        public Writer completeJson(CompleteJson frame) {
            return typed("completeJson")
                    .text("jobId", frame.jobId())
                    .json("result", frame.result())
                    .text("prompt", frame.prompt());
        }

        @Override
        public Writer fail(Fail frame) {
            return typed("fail")
                    .text("jobId", frame.jobId())
                    .text("error", frame.error())
                    .flag("retryable", frame.retryable());
        }

        @Override
        public Writer logBatch(LogBatch frame) {
            return typed("logBatch")
                    .objects(
                            "entries",
                            frame.entries().stream().map(WorkerFrameJson::entry).toList());
        }

        @Override
        public Writer readyForMore(ReadyForMore frame) {
            return typed("readyForMore");
        }
    };

    private WorkerFrameJson() {}

    public static String write(WorkerFrame frame) {
        return Numbers.text(frame.match(WRITE).done());
    }

    public static WorkerFrame read(String text) throws MalformedJson {
        Fields frame = Fields.of(Numbers.received(text), "frame");
        return switch (frame.text("type")) {
            case "hello" ->
                new Hello(new Secret(frame.text("authToken")), CapabilitiesJson.read(frame.object("capabilities")));
            case "heartbeat" ->
                new Heartbeat(CapabilitiesJson.read(frame.object("capabilities")), frame.optionalText("currentJobId"));
            case "accept" -> new Accept(frame.text("jobId"));
            case "reject" -> new Reject(frame.text("jobId"), frame.text("reason"), rejectCode(frame));
            case "completeJson" ->
                new CompleteJson(frame.text("jobId"), frame.json("result").toString(), frame.optionalText("prompt"));
            case "fail" -> new Fail(frame.text("jobId"), frame.text("error"), frame.flag("retryable"));
            case "logBatch" -> new LogBatch(entries(frame));
            case "readyForMore" -> new ReadyForMore();
            default -> throw frame.wrong("type", "is not a frame known here");
        };
    }

    private static ObjectNode entry(LogEntry entry) {
        return new Writer()
                .text("ts", MILLIS.format(entry.ts()))
                .text("level", entry.level().wireName())
                .text("category", entry.category())
                .text("message", entry.message())
                .text("jobId", entry.jobId())
                .done();
    }

    private static List<LogEntry> entries(Fields frame) throws MalformedJson {
        List<LogEntry> entries = new ArrayList<>();
        for (Fields entry : frame.objects("entries")) {
            entries.add(new LogEntry(
                    instant(entry),
                    entry.oneOf("level", entry.text("level"), LogEntry.Level.values(), LogEntry.Level::wireName),
                    entry.text("category"),
                    entry.text("message"),
                    entry.optionalText("jobId")));
        }
        return entries;
    }

    private static Instant instant(Fields entry) throws MalformedJson {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(entry.text("ts"), Instant::from);
        } catch (DateTimeException e) {
            throw entry.wrong("ts", "is not a time");
        }
    }

    private static @Nullable RejectCode rejectCode(Fields frame) throws MalformedJson {
        String code = frame.optionalText("code");
        return code == null ? null : frame.oneOf("code", code, RejectCode.values(), RejectCode::wireName);
    }

    private static Writer typed(String type) {
        return new Writer().text("type", type);
    }
}
