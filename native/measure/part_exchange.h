// What happens when one part of a drawn car is exchanged for that of another era: does the answer move, and
// does a map change where the part is?
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "native/measure/drawn_car.h"
#include "native/measure/estimate.h"
#include "native/measure/method_map.h"

namespace deepcars::measure {

/// A network whose expected year moves less than this on average does not react to a part.
inline constexpr double reaction_threshold_years = 3;

/// One exchange in one drawn car whose other parts are all of one era.
struct Exchange {
  CarPart part;
  std::size_t from = 0, to = 0;  ///< Places in car_eras; the other parts are of `from`.
  double moved_years = 0;        ///< The expected year after less before.
};

/// How much of a change of a map lies where the part is, 0..1.
struct ChangeInRegion {
  std::string map;          ///< A method's name, or "edges".
  double weight_share = 0;  ///< Share of the sum of |map after - map before|; 0 if nothing changes.
};

/// What one drawn car tells about one part.
struct PartTest {
  Exchange exchange;  ///< The one that moved the expected year most.
  double area_share =
      0;  ///< The share of the picture that the region covers: what a change all over it would give.
  std::vector<ChangeInRegion> changes;
};

/// All exchanges of one seed.
struct DrawnCarAnswers {
  std::vector<double> years;        ///< Per era, the expected year of the car all of whose parts are of it.
  double unfamiliar_share = 0;      ///< The share of those cars, 0..1; 0 if the model cannot tell.
  std::vector<Exchange> exchanges;  ///< Every part from every era to every other.
};

/// Scores the drawn cars of a seed. Nothing if `passes_done` stopped the work.
std::optional<DrawnCarAnswers> drawn_car_answers(const CarModel& model, std::uint64_t seed,
                                                 nn::ThreadPool& pool, const PassesDone& passes_done);

/// The exchange of this part that moved the expected year most.
Exchange largest_exchange(const DrawnCarAnswers& answers, CarPart part);

/// Where the maps of the expected year change in this exchange, and where the edges do. Nothing if
/// `passes_done` stopped the work. Errors: as method_map.
Expected<std::optional<PartTest>> test_part(const CarModel& model, const Exchange& exchange,
                                            std::uint64_t seed,
                                            std::span<const explain::Method* const> methods,
                                            nn::ThreadPool& pool, const PassesDone& passes_done);

/// The share of |after - before| that lies in the region [pixels]; 0 if nothing changes. Precondition: equal
/// sizes.
double change_in_region(const explain::HeatMap& before, const explain::HeatMap& after,
                        std::span<const std::uint8_t> region);

/// One part over all drawn cars.
struct PartSummary {
  CarPart part;
  double moved_years = 0;  ///< Mean |moved_years| over seeds and exchanges.
  /// Per era: the mean movement of the expected year when the part of another era becomes one of this era.
  std::vector<double> moved_to_era_years;
  /// The largest exchange of each car; nothing if the network does not react to the part.
  std::optional<Estimate> area_share = {};
  struct Share {
    std::string map;
    Estimate weight_share;
    Estimate less_edges;  ///< Paired by car.
  };
  std::vector<Share> shares = {};

  bool reacts() const { return moved_years >= reaction_threshold_years; }
};

struct PartExchangeEvaluation {
  std::size_t cars = 0;            ///< Seeds.
  std::vector<double> years;       ///< Per era, the mean expected year of cars that are all of it.
  double unfamiliar_share = 0;     ///< The share of these cars.
  std::vector<PartSummary> parts;  ///< In the order of car_parts.
};

/// The mean movement of the expected year over the exchanges of each part. Precondition: there is a car.
PartExchangeEvaluation summarise(std::span<const DrawnCarAnswers> cars);

/// Adds what the tests of one part found. Precondition: there is a test; all are of the same methods.
void add_tests(std::span<const PartTest> tests, PartSummary& part);

/// How many passes drawn_car_answers and test_part are going to report.
std::int64_t drawn_car_answer_passes();
std::int64_t expected_part_test_passes(std::span<const explain::Method* const> methods);

}  // namespace deepcars::measure
