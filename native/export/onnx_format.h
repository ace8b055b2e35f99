// ONNX's own protobuf types, wherever this release of ONNX keeps them. Include it before any other ONNX header.
#pragma once

// onnx/onnx_pb.h includes onnx-ml.pb.h if ONNX_ML is defined and onnx.pb.h if not. Distributions generate only
// the first; some say so in their CMake package (Debian 12), others leave it to us (Debian 13).
#if !defined(ONNX_ML) && !__has_include(<onnx/onnx.pb.h>)
#define ONNX_ML 1
#endif

#include <onnx/onnx_pb.h>
