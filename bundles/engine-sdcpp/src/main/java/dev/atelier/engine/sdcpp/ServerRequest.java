package dev.atelier.engine.sdcpp;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.EngineException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A job as sd-server wants it. */
final class ServerRequest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ServerRequest() {}

    static String path(Order order) {
        return order.film() ? "/sdcpp/v1/vid_gen" : "/sdcpp/v1/img_gen";
    }

    /** Whether a server writes what is asked for; sd-cli knows one format more. */
    static boolean writes(Order order) {
        return !order.ext().equals("bmp");
    }

    static byte[] body(Order order, Inputs inputs) throws EngineException {
        ObjectNode body = MAPPER.createObjectNode()
                .put("prompt", order.prompt())
                .put("negative_prompt", order.negative() == null ? "" : order.negative())
                .put("width", order.width())
                .put("height", order.height())
                .put("output_format", order.ext().equals("jpg") ? "jpeg" : order.ext());
        if (order.seed() != null) {
            body.put("seed", order.seed());
        }
        if (order.film()) {
            body.put("video_frames", order.frames()).put("fps", order.fps());
        } else {
            body.put("batch_count", 1);
        }
        sampling(body.putObject("sample_params"), order);
        pictures(body, order, inputs);
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void sampling(ObjectNode parameters, Order order) {
        parameters.put("sample_steps", order.steps());
        if (order.sampling() != null) {
            parameters.put("sample_method", order.sampling());
        }
        if (order.flowShift() != null) {
            parameters.put("flow_shift", number(order.flowShift()));
        }
        parameters.putObject("guidance").put("txt_cfg", number(order.cfgScale()));
    }

    private static void pictures(ObjectNode body, Order order, Inputs inputs) throws EngineException {
        if (inputs.reference() != null) {
            body.putArray("ref_images").add(base64(inputs.reference()));
        } else if (inputs.init() != null) {
            body.put("init_image", base64(inputs.init()));
            if (!order.film()) {
                body.put("strength", number(order.strength()));
            }
        }
        if (inputs.mask() != null) {
            body.put("mask_image", base64(inputs.mask()));
        }
    }

    private static BigDecimal number(double value) {
        return new BigDecimal(Numbers.plain(value));
    }

    private static String base64(Path file) throws EngineException {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw EngineException.failed("an input could not be read: " + e.getMessage(), e);
        }
    }
}
