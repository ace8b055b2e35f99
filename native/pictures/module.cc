// The module's one function.
#include <exception>
#include <new>

#include "native/pictures/decoders.h"

using namespace deepcars;

extern "C" __attribute__((visibility("default"))) void deepcars_decode_other(const pictures::Request& request,
                                                                             pictures::Reply& reply) {
  try {
    switch (request.format) {
      case image::FileFormat::gif:
        return pictures::decode_gif(request, reply);
      case image::FileFormat::avif:
      case image::FileFormat::heic:
        return pictures::decode_heif(request, reply);
      default:
        return pictures::decode_by_opencv(request, reply);
    }
  } catch (const std::bad_alloc&) {
    reply.too_large = true;
  } catch (const std::exception& exception) {
    reply.problem = exception.what();
  }
}
